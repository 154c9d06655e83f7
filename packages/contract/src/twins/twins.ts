import type { Claim, Flush, NewBatch, Requeue, Seqs, StepHold, Store } from '@spillway/core/store';
import type { ManualClock } from '../manual-clock.ts';
import { newBatch } from '../store/batch-under-test.ts';
import type { StoreHarness } from '../store/store-harness.ts';

/** The same thing in both stores; ids and fences may differ. */
export interface Pair<Thing> {
  readonly subject: Thing;
  readonly reference: Thing;
}

export interface PairedClaim extends Pair<Claim> {
  /** The requests that no recorded flush has named yet. */
  open: Seqs;
}

/** A store under test and a reference that get the same calls, and what their callers know. */
export interface Twins extends Pair<Store> {
  readonly clock: ManualClock;
  readonly batches: readonly NewBatch[];
  readonly models: readonly string[];
  readonly pools: readonly string[];
  readonly workers: readonly string[];
  /** The last two holds of each batch's step, newest first. */
  readonly holds: Map<string, readonly Pair<StepHold>[]>;
  readonly claims: PairedClaim[];
  readonly flushes: Pair<Flush>[];
  readonly requeues: Map<string, Pair<Requeue>>;
}

/** Twins with two batches of two tenants, not planned yet. */
export async function createTwins(harness: StoreHarness, reference: Store): Promise<Twins> {
  const { store: subject, clock, freshId } = harness;
  const pools = [freshId(), freshId()] as const;
  const permissions = { [pools[0]]: 'all', [pools[1]]: 'returned' } as const;
  const batches = [newBatch(harness, { permissions }), newBatch(harness, { permissions, windowMs: 150_000 })];
  for (const batch of batches) for (const store of [subject, reference]) await store.batches.create(batch);
  return {
    subject,
    reference,
    clock,
    batches,
    models: [freshId(), freshId()],
    pools,
    workers: [freshId(), freshId()],
    holds: new Map(),
    claims: [],
    flushes: [],
    requeues: new Map(),
  };
}

/** The thing that a number chooses. */
export function chosen<Thing>(things: readonly Thing[], number: number): Thing | undefined {
  return things[number % Math.max(1, things.length)];
}
