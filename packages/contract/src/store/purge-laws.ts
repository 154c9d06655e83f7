import assert from 'node:assert/strict';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { createBatch, readBatch, runningBatch, takeStep } from './batch-under-test.ts';
import { claim, claims, refOf } from './claims-under-test.ts';
import { reopen } from './ended-batch-under-test.ts';
import { ending, releasing } from './flushes.ts';
import { counts, readSettlements } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

/** A completed batch of three extents and seven shards, with its step. */
async function completed(harness: StoreHarness) {
  const { store } = harness;
  const batch = await runningBatch(harness, { requests: 25, perExtent: 10 });
  for await (const next of claims(harness, batch, { requests: 4 })) {
    await store.shards.settle(ending(next, next.seqs));
  }
  await store.batches.advance(await takeStep(harness, batch), { phase: 'completed', dueInMs: 0 });
  return { batch, step: await takeStep(harness, batch, 10_000) };
}

export const purgeLaws: readonly Law<StoreHarness>[] = lawsOf('purge', {
  'forgets at most as many shards as asked, until none are left': async (harness) => {
    const { store } = harness;
    const { batch, step } = await completed(harness);
    const gone = [];
    for (let round = 0; round < 5; round++) gone.push(await store.shards.purge(step, { shards: 3 }));
    assert.deepEqual(gone, [3, 3, 2, 0, 0]);
    assert.deepEqual(await readSettlements(harness, batch.id), []);
  },

  'the settlements of an extent go with its last shard': async (harness) => {
    const { store } = harness;
    const { batch, step } = await completed(harness);
    const extents = async () => (await readSettlements(harness, batch.id)).map(({ extent }) => extent.firstSeq);
    assert.deepEqual(await extents(), [0, 0, 0, 10, 10, 10, 20, 20]);
    await store.shards.purge(step, { shards: 2 });
    assert.deepEqual(await extents(), [0, 0, 0, 10, 10, 10, 20, 20]);
    await store.shards.purge(step, { shards: 1 });
    assert.deepEqual(await extents(), [10, 10, 10, 20, 20]);
    await store.shards.purge(step, { shards: 4 });
    assert.deepEqual(await extents(), [20, 20]);
  },

  'counts stay': async (harness) => {
    const { store } = harness;
    const { batch, step } = await completed(harness);
    await store.shards.purge(step, { shards: 100 });
    assert.deepEqual((await readBatch(harness, batch)).counts, counts({ total: 25, succeeded: 25 }));
  },

  'counts stay where shards were still held and half answered': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 30, perExtent: 10 });
    const [held, released] = [await claim(harness, batch), await claim(harness, batch)];
    await store.shards.settle(ending(held, [[0, 4]]));
    await store.shards.settle({ ...ending(released, [[10, 15]], 'failed'), rest: 'release' });
    clock.advance(3_600_000);
    await store.batches.advance(await takeStep(harness, batch), { phase: 'failed', dueInMs: 0 });
    const before = counts({ total: 30, open: 21, succeeded: 4, failed: 5 });
    const look = async () => {
      const { counts, deduplicated } = await readBatch(harness, batch);
      return { counts, deduplicated };
    };
    assert.deepEqual(await look(), { counts: before, deduplicated: 1 });
    assert.equal(await store.shards.purge(await takeStep(harness, batch), { shards: 100 }), 3);
    assert.deepEqual(await look(), { counts: before, deduplicated: 1 });
  },

  'flushes and renewals of forgotten shards are lost': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const held = await claim(harness, batch);
    clock.advance(3_600_000);
    await store.batches.advance(await takeStep(harness, batch), { phase: 'failed', dueInMs: 0 });
    await store.shards.purge(await takeStep(harness, batch), { shards: 100 });
    assert.equal(await store.shards.settle(ending(held, [[0, 4]])), 'lost');
    assert.equal(await store.shards.settle(releasing(held)), 'lost');
    assert.deepEqual((await store.shards.renew([held], 1_000)).lost, [refOf(held)]);
  },

  'a stale fence forgets nothing': async (harness) => {
    const { store, clock } = harness;
    const { batch, step } = await completed(harness);
    clock.advance(10_000);
    await takeStep(harness, batch);
    assert.equal(await store.shards.purge(step, { shards: 100 }), 'lost');
    assert.equal((await readSettlements(harness, batch.id)).length, 8);
    assert.equal((await readBatch(harness, batch)).purgedAt, null);
  },

  'the batch itself and its history stay': async (harness) => {
    const { store } = harness;
    const { batch, step } = await completed(harness);
    const [before, history] = [await readBatch(harness, batch), await store.batches.timeline(batch)];
    await store.shards.purge(step, { shards: 100 });
    assert.deepEqual(await readBatch(harness, batch), { ...before, purgedAt: harness.clock.now() });
    assert.deepEqual(await store.batches.timeline(batch), history);
  },

  'the first call stamps the batch, and further calls leave the stamp': async (harness) => {
    const { store, clock } = harness;
    const { batch, step } = await completed(harness);
    assert.equal((await readBatch(harness, batch)).purgedAt, null);
    const purgedAt = clock.now();
    for (let round = 0; round < 4; round++) {
      await store.shards.purge(step, { shards: 3 });
      assert.equal((await readBatch(harness, batch)).purgedAt, purgedAt);
      clock.advance(10);
    }
  },

  'a batch without shards is stamped too': async (harness) => {
    const { store, clock } = harness;
    const batch = await createBatch(harness);
    await store.batches.advance(await takeStep(harness, batch), { phase: 'failed', dueInMs: 0 });
    assert.equal(await store.shards.purge(await takeStep(harness, batch), { shards: 3 }), 0);
    assert.equal((await readBatch(harness, batch)).purgedAt, clock.now());
  },

  'a call is lost once the batch was reopened, and forgets and stamps nothing': async (harness) => {
    const { store } = harness;
    const { batch, step } = await completed(harness);
    await reopen(harness, batch);
    assert.equal(await store.shards.purge(step, { shards: 100 }), 'lost');
    assert.equal((await readBatch(harness, batch)).purgedAt, null);
    assert.equal((await readSettlements(harness, batch.id)).length, 8);
  },
});
