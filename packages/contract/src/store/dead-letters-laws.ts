import assert from 'node:assert/strict';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { readPages } from '../read-pages.ts';
import { createBatch, runningBatch, takeStep } from './batch-under-test.ts';
import { claim } from './claims-under-test.ts';
import { endedBatch, reopening } from './ended-batch-under-test.ts';
import { ending } from './flushes.ts';
import type { StoreHarness } from './store-harness.ts';

const deadLettersOf = async ({ store }: StoreHarness, tenant: string, limit = 10): Promise<readonly string[]> =>
  readPages(async (position) => {
    const page = await store.batches.list({ tenant, limit, withDeadLetters: true, ...position });
    return { keys: page.batches.map(({ id }) => id), hasMore: page.hasMore };
  });

/** A batch that runs, with this many of its requests dead-lettered and the rest still held. */
async function dyingBatch(harness: StoreHarness, tenant: string, dead: number) {
  const batch = await runningBatch(harness, { requests: 8, overrides: { tenant } });
  const taken = await claim(harness, batch);
  await harness.store.shards.settle(ending(taken, [[0, 2]]));
  if (dead > 0) await harness.store.shards.settle(ending(taken, [[2, 2 + dead]], 'deadLettered'));
  return batch;
}

export const deadLetterLaws: readonly Law<StoreHarness>[] = lawsOf('dead letters', {
  'a list of batches with dead letters holds those that have some, also while they run, newest first and in pages':
    async (harness) => {
      const tenant = harness.freshId();
      const ended = await endedBatch(harness, { overrides: { tenant } });
      await createBatch(harness, { tenant });
      const dying = await dyingBatch(harness, tenant, 1);
      await dyingBatch(harness, tenant, 0);
      const cancelled = await endedBatch(harness, { phase: 'cancelled', overrides: { tenant } });
      const expected = [cancelled.id, dying.id, ended.id];
      for (const limit of [1, 2, 10]) assert.deepEqual(await deadLettersOf(harness, tenant, limit), expected);
      const all = await harness.store.batches.list({ tenant, limit: 10 });
      assert.equal(all.batches.length, 5, 'other lists hold all of them');
      const { batches } = await harness.store.batches.list({ tenant, limit: 10, withDeadLetters: true });
      assert.deepEqual(
        batches.map(({ counts }) => counts.deadLettered),
        [3, 1, 3],
      );
    },

  'a list of batches with dead letters holds none of another tenant': async (harness) => {
    const { store, freshId } = harness;
    const { id } = await endedBatch(harness);
    const query = { tenant: freshId(), limit: 10, withDeadLetters: true };
    assert.deepEqual(await store.batches.list(query), { batches: [], hasMore: false });
    assert.deepEqual(await store.batches.list({ ...query, after: id }), { batches: [], hasMore: false });
  },

  'a batch whose dead letters were requeued is on no list of them, and still a place to begin behind': async (
    harness,
  ) => {
    const { store } = harness;
    const tenant = harness.freshId();
    const older = await endedBatch(harness, { overrides: { tenant } });
    const batch = await endedBatch(harness, { overrides: { tenant } });
    const newer = await endedBatch(harness, { overrides: { tenant } });
    const selection = { outcomes: ['deadLettered'] } as const;
    await store.batches.reopen({ tenant, id: batch.id }, { ...reopening, selection });
    assert.deepEqual(await deadLettersOf(harness, tenant), [newer.id, batch.id, older.id]);
    const { settlements } = await store.shards.settlements(batch.id, { fromSeq: 0, extents: 1 });
    const last = settlements.at(-1);
    assert.ok(last);
    const { extent, model, ordinal: seen } = last;
    const requeue = { extent, model, seqs: [[5, 8]] as const, from: 'deadLettered', tokens: 90, seen } as const;
    assert.equal(await store.shards.requeue(await takeStep(harness, batch), requeue), 'recorded');
    assert.deepEqual(await deadLettersOf(harness, tenant), [newer.id, older.id]);
    const behind = await store.batches.list({ tenant, limit: 10, withDeadLetters: true, after: batch.id });
    assert.deepEqual(
      behind.batches.map(({ id }) => id),
      [older.id],
    );
  },

  'a batch that is being purged is on no list of batches with dead letters': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness);
    assert.deepEqual(await deadLettersOf(harness, batch.tenant), [batch.id]);
    await store.shards.purge(await takeStep(harness, batch), { shards: 1 });
    assert.deepEqual(await deadLettersOf(harness, batch.tenant), []);
  },
});
