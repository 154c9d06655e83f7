import assert from 'node:assert/strict';
import type { Batch, BatchPhase, NewBatch, Reopening, TenantKey } from '@spillway/core/store';
import { type BatchUnderTest, runningBatch, takeStep } from './batch-under-test.ts';
import { claim } from './claims-under-test.ts';
import { ending } from './flushes.ts';
import type { StoreHarness } from './store-harness.ts';

/** A batch of eight requests that ended in this phase, the last three dead-lettered; due now. */
export async function endedBatch(
  harness: StoreHarness,
  { phase = 'completed', overrides = {} }: { phase?: BatchPhase; overrides?: Partial<NewBatch> } = {},
): Promise<BatchUnderTest> {
  const { store } = harness;
  const batch = await runningBatch(harness, { requests: 8, overrides });
  const taken = await claim(harness, batch);
  await store.shards.settle(ending(taken, [[0, 5]]));
  await store.shards.settle(ending(taken, [[5, 8]], 'deadLettered'));
  if (phase === 'cancelled') await store.batches.requestCancel(batch);
  await store.batches.advance(await takeStep(harness, batch), { phase: 'finalizing', dueInMs: 0 });
  const files = { outputFileId: 'file-out', errorFileId: 'file-err' };
  await store.batches.advance(await takeStep(harness, batch), { phase, dueInMs: 0, ...files });
  return batch;
}

/** What asks for the dead letters again, within a minute. */
export const reopening: Reopening = {
  selection: { outcomes: ['deadLettered'], seqs: [[5, 7]] },
  window: '1m',
  windowMs: 60_000,
};

/** Reopens the batch, which must be possible. */
export async function reopen({ store }: StoreHarness, key: TenantKey): Promise<Batch> {
  const { tenant, id } = key;
  const answer = await store.batches.reopen({ tenant, id }, reopening);
  assert.equal(answer.kind, 'reopened');
  assert.ok('batch' in answer);
  return answer.batch;
}
