import assert from 'node:assert/strict';
import type { FleetDecision, FleetTick, PoolDecision } from '@spillway/core/store';
import { leaseMs } from './batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

/** A decision that changes nothing, with these parts. */
export function decision(parts: Partial<FleetDecision> = {}): FleetDecision {
  return { pools: [], recalls: [], nextInMs: 0, events: [], memory: null, ...parts };
}

/** What a decision says of one pool: one replica, with these parts. */
export function inPool(pool: string, parts: Partial<PoolDecision> = {}): PoolDecision {
  return { pool, permissions: [], desiredReplicas: 1, ...parts };
}

/** The tick, which must be due. */
export async function takeTick(
  { store }: StoreHarness,
  { model }: { readonly model: string },
  heldMs: number = leaseMs,
): Promise<FleetTick> {
  const tick = await store.fleet.claimTick({ model, leaseMs: heldMs });
  assert.ok(tick, 'the tick is due');
  return tick;
}

/** Takes the tick, which must be due, and decides. */
export async function decideNow(
  harness: StoreHarness,
  at: { readonly model: string },
  parts: Partial<FleetDecision>,
): Promise<void> {
  assert.equal(await harness.store.fleet.decide(await takeTick(harness, at), decision(parts)), true);
}
