import assert from 'node:assert/strict';
import type { FleetDecision, FleetTick } from '@spillway/core/store';
import { leaseMs } from './batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

/** A decision that changes nothing, with these parts. */
export function decision(parts: Partial<FleetDecision> = {}): FleetDecision {
  return { permissions: [], recalls: [], desiredReplicas: 1, nextInMs: 0, events: [], ...parts };
}

/** The tick, which must be due. */
export async function takeTick(
  { store }: StoreHarness,
  { pool, model }: { readonly pool: string; readonly model: string },
  heldMs: number = leaseMs,
): Promise<FleetTick> {
  const tick = await store.fleet.claimTick({ pool, model, leaseMs: heldMs });
  assert.ok(tick, 'the tick is due');
  return tick;
}

/** Takes the tick, which must be due, and decides. */
export async function decideNow(
  harness: StoreHarness,
  at: { readonly pool: string; readonly model: string },
  parts: Partial<FleetDecision>,
): Promise<void> {
  assert.equal(await harness.store.fleet.decide(await takeTick(harness, at), decision(parts)), true);
}
