import assert from 'node:assert/strict';
import type { OpenShard } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { type BatchUnderTest, createBatch, runningBatch, takeStep } from './batch-under-test.ts';
import { claim, claims, workerId } from './claims-under-test.ts';
import { endedBatch } from './ended-batch-under-test.ts';
import { deferring, ending, releasing } from './flushes.ts';
import { planExtents } from './plan-extents.ts';
import type { StoreHarness } from './store-harness.ts';

async function listed({ store }: StoreHarness, { id }: BatchUnderTest): Promise<readonly OpenShard[]> {
  return (await store.shards.list(id, { fromSeq: 0, extents: 1_000 })).shards;
}

const extent = { firstSeq: 0, requests: 10, offset: 0, bytes: 1_000 };
const fresh = { extent, attempts: 0, dueInMs: 0, holder: null };

export const openShardLaws: readonly Law<StoreHarness>[] = lawsOf('open shards', {
  'are listed as they may be handed out, are held, or wait': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const { model, pool } = batch;
    assert.deepEqual(await listed(harness, batch), [{ ...fresh, model, seqs: [[0, 10]] }]);
    const taken = await claim(harness, batch, { requests: 6 });
    await store.shards.settle(ending(taken, [[1, 3]]));
    await store.shards.settle(deferring(taken, [[4, 5]], { afterMs: 500, attempts: 2 }));
    clock.advance(100);
    assert.deepEqual(await listed(harness, batch), [
      {
        ...fresh,
        model,
        seqs: [
          [0, 1],
          [3, 4],
          [5, 6],
        ],
        holder: { workerId, pool },
      },
      { ...fresh, model, seqs: [[4, 5]], attempts: 2, dueInMs: 400 },
      { ...fresh, model, seqs: [[6, 10]] },
    ]);
  },

  'have a holder as long as its lease lives': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const { pool } = batch;
    await claim(harness, batch, { leaseMs: 1_000, workerId: 'worker-2' });
    const released = await claim(harness, batch, { leaseMs: 1_000 });
    const seen = async () => (await listed(harness, batch)).map(({ holder, dueInMs }) => [holder, dueInMs]);
    const second = { workerId: 'worker-2', pool };
    clock.advance(999);
    assert.deepEqual(await seen(), [
      [second, 0],
      [{ workerId, pool }, 0],
    ]);
    await store.shards.settle(releasing(released));
    assert.deepEqual(await seen(), [
      [second, 0],
      [null, 0],
    ]);
    clock.advance(1);
    assert.deepEqual(await seen(), [
      [null, 0],
      [null, 0],
    ]);
  },

  'name their models, in the order of their first requests': async (harness) => {
    const one = {
      ...extent,
      models: [
        { model: 'large', seqs: [[5, 10]] as const, tokens: 50 },
        {
          model: 'small',
          seqs: [
            [0, 2],
            [3, 5],
          ] as const,
          tokens: 40,
        },
        { model: 'middle', seqs: [[2, 3]] as const, tokens: 10 },
      ],
    };
    const batch = await runningBatch(harness, { requests: 10, extents: [one] });
    const models = (await listed(harness, batch)).map(({ model }) => model);
    assert.deepEqual(models, ['small', 'middle', 'large']);
  },

  'are paged by whole extents in seq order, from the extent that holds fromSeq': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 50, perExtent: 10 });
    for await (const taken of claims(harness, batch, { requests: 10 })) {
      const { firstSeq } = taken.extent;
      const done = firstSeq % 20 === 0 ? 4 : 10;
      await store.shards.settle(ending(taken, [[firstSeq, firstSeq + done]]));
      if (done < 10) await store.shards.settle(deferring(taken, [[firstSeq + 5, firstSeq + 7]]));
    }
    const page = async (fromSeq: number, extents: number) => {
      const { shards, ...rest } = await store.shards.list(batch.id, { fromSeq, extents });
      return [shards.map((shard) => shard.extent.firstSeq), rest];
    };
    assert.deepEqual(await page(0, 2), [[0, 0, 20, 20], { nextSeq: 40 }]);
    assert.deepEqual(await page(9, 1), [[0, 0], { nextSeq: 20 }]);
    assert.deepEqual(await page(10, 1), [[20, 20], { nextSeq: 40 }]);
    assert.deepEqual(await page(29, 2), [[20, 20, 40, 40], {}]);
    assert.deepEqual(await page(49, 1), [[40, 40], {}]);
    assert.deepEqual(await page(50, 1), [[], {}]);
    assert.deepEqual(await store.shards.list(harness.freshId(), { fromSeq: 0, extents: 2 }), { shards: [] });
  },

  'of the largest extent are found from its last request': async (harness) => {
    const requests = 65_535;
    const batch = await runningBatch(harness, { requests: requests + 1, perExtent: requests });
    const { shards } = await harness.store.shards.list(batch.id, { fromSeq: requests - 1, extents: 2 });
    assert.deepEqual(
      shards.map(({ seqs }) => seqs),
      [[[0, requests]], [[requests, requests + 1]]],
    );
  },

  'are not shown until the batch is in progress': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    const step = await takeStep(harness, batch);
    await store.shards.append(step, planExtents({ model: batch.model, requests: 6, perExtent: 3 }));
    assert.deepEqual(await listed(harness, batch), []);
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: 0 });
    assert.equal((await listed(harness, batch)).length, 2);
  },

  'are none where everything has ended': async (harness) => {
    assert.deepEqual(await listed(harness, await endedBatch(harness)), []);
  },
});
