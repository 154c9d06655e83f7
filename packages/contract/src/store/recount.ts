import assert from 'node:assert/strict';
import { type BatchCounts, eachSeq, type Outcome, type Settlement } from '@spillway/core/store';
import { type BatchUnderTest, readBatch } from './batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

const none: BatchCounts = { total: 0, open: 0, succeeded: 0, failed: 0, deadLettered: 0, expired: 0, cancelled: 0 };

/** Counts with these fields, and zero for the rest. */
export function counts(fields: Partial<BatchCounts>): BatchCounts {
  return { ...none, ...fields };
}

/** All settlements of a batch, read page by page. */
export async function readSettlements(
  { store }: StoreHarness,
  batchId: string,
  extentsPerPage = 3,
): Promise<readonly Settlement[]> {
  const read: Settlement[] = [];
  for (let fromSeq: number | undefined = 0; fromSeq !== undefined; ) {
    const page = await store.shards.settlements(batchId, { fromSeq, extents: extentsPerPage });
    read.push(...page.settlements);
    assert.ok(page.nextSeq === undefined || page.nextSeq > fromSeq, 'the next page begins further on');
    fromSeq = page.nextSeq;
  }
  return read;
}

/** How each request ended, by the settlements alone: of several of one request the later wins. */
export function outcomesBySeq(settlements: readonly Settlement[]): Map<number, Outcome> {
  const outcomes = new Map<number, Outcome>();
  for (const { seqs, as, lines } of settlements) {
    let index = 0;
    for (const seq of eachSeq(seqs)) {
      if (as === 'requeued') outcomes.delete(seq);
      else outcomes.set(seq, as ?? (lines?.outcomes[index] as Outcome));
      index++;
    }
  }
  return outcomes;
}

/** Counts made from the settlements of a batch of `total` requests. */
export function recount(settlements: readonly Settlement[], total: number): BatchCounts {
  const counted = { ...none, total, open: total };
  for (const outcome of outcomesBySeq(settlements).values()) {
    counted[outcome]++;
    counted.open--;
  }
  return counted;
}

/** How many answers were copied from others, by the settlements. */
export function recountDeduplicated(settlements: readonly Settlement[]): number {
  return settlements.reduce((sum, { lines }) => sum + (lines?.deduplicated ?? 0), 0);
}

/** The counts of the batch, which must equal a recount. */
export async function readCounts(harness: StoreHarness, batch: BatchUnderTest): Promise<BatchCounts> {
  const { counts: stored, deduplicated } = await readBatch(harness, batch);
  const settlements = await readSettlements(harness, batch.id);
  assert.deepEqual(stored, recount(settlements, stored.total));
  assert.equal(deduplicated, recountDeduplicated(settlements));
  return stored;
}
