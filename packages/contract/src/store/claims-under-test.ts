import assert from 'node:assert/strict';
import type { Claim, ClaimDemand, ClaimRef } from '@spillway/core/store';
import { type BatchUnderTest, leaseMs } from './batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

export const workerId: string = 'worker-1';

/** What the lane of the batch hands out now to a worker that takes everything. */
export function tryClaim(
  { store }: StoreHarness,
  { id, model, pool }: BatchUnderTest,
  overrides: Partial<ClaimDemand> = {},
): Promise<Claim | undefined> {
  return store.shards.claim({
    batchId: id,
    model,
    pool,
    workerId,
    requests: 512,
    leaseMs,
    chargePerRequest: 1,
    suspects: true,
    ...overrides,
  });
}

/** A claim that the lane must hand out. */
export async function claim(
  harness: StoreHarness,
  batch: BatchUnderTest,
  overrides: Partial<ClaimDemand> = {},
): Promise<Claim> {
  const taken = await tryClaim(harness, batch, overrides);
  assert.ok(taken, 'the lane hands out something');
  return taken;
}

/** Everything that the lane hands out now, claim by claim; each is asked for when the one before has been dealt with. */
export async function* claims(
  harness: StoreHarness,
  batch: BatchUnderTest,
  overrides: Partial<ClaimDemand> = {},
): AsyncGenerator<Claim> {
  for (let taken = 0; taken < 2_000; taken++) {
    const next = await tryClaim(harness, batch, overrides);
    if (!next) return;
    yield next;
  }
  assert.fail('a lane runs dry');
}

export function refOf({ batchId, shardId, fence }: ClaimRef): ClaimRef {
  return { batchId, shardId, fence };
}
