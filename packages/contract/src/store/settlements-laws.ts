import assert from 'node:assert/strict';
import { sizeOf } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { runningBatch } from './batch-under-test.ts';
import { claim, claims } from './claims-under-test.ts';
import { ending } from './flushes.ts';
import { readSettlements } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

export const settlementLaws: readonly Law<StoreHarness>[] = lawsOf('settlements', {
  'are paged by whole extents in seq order': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 50, perExtent: 10 });
    const taking = await Array.fromAsync(claims(harness, batch, { requests: 7 }));
    for (const taken of taking.toReversed()) await store.shards.settle(ending(taken, taken.seqs));
    const pages: number[][] = [];
    for (let fromSeq: number | undefined = 0; fromSeq !== undefined; ) {
      const page = await store.shards.settlements(batch.id, { fromSeq, extents: 2 });
      pages.push(page.settlements.map(({ extent }) => extent.firstSeq));
      assert.ok(page.nextSeq === undefined || page.nextSeq > fromSeq);
      fromSeq = page.nextSeq;
    }
    assert.deepEqual(pages, [
      [0, 0, 10, 10],
      [20, 20, 30, 30],
      [40, 40],
    ]);
  },

  'ascend by ordinal within an extent and are unique in a batch': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const [first, second] = [await claim(harness, batch), await claim(harness, batch)];
    await store.shards.settle(ending(second, [[17, 20]]));
    await store.shards.settle(ending(first, [[6, 7]]));
    await store.shards.settle(ending(second, [[11, 12]]));
    await store.shards.settle(ending(first, [[2, 5]]));
    const settlements = await readSettlements(harness, batch.id);
    assert.deepEqual(
      settlements.map(({ seqs }) => seqs),
      [[[6, 7]], [[2, 5]], [[17, 20]], [[11, 12]]],
    );
    const ordinals = settlements.map(({ ordinal }) => ordinal);
    assert.equal(new Set(ordinals).size, 4);
    assert.ok((ordinals[0] as number) < (ordinals[1] as number));
    assert.ok((ordinals[2] as number) < (ordinals[3] as number));
  },

  'begin at the extent that holds fromSeq, without extents that have none': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 50, perExtent: 10 });
    for await (const taken of claims(harness, batch)) {
      if (taken.extent.firstSeq % 20 === 0) await store.shards.settle(ending(taken, taken.seqs));
    }
    const firsts = async (fromSeq: number, extents: number) => {
      const page = await store.shards.settlements(batch.id, { fromSeq, extents });
      return [page.settlements.map(({ extent }) => extent.firstSeq), page.nextSeq !== undefined];
    };
    assert.deepEqual(await firsts(0, 2), [[0, 20], true]);
    assert.deepEqual(await firsts(9, 1), [[0], true]);
    assert.deepEqual(await firsts(10, 1), [[20], true]);
    assert.deepEqual(await firsts(20, 2), [[20, 40], false]);
    assert.deepEqual(await firsts(29, 9), [[20, 40], false]);
    assert.deepEqual(await firsts(30, 9), [[40], false]);
    assert.deepEqual(await firsts(49, 9), [[40], false]);
    assert.deepEqual(await firsts(50, 9), [[], false]);
    assert.deepEqual(await store.shards.settlements(harness.freshId(), { fromSeq: 0, extents: 2 }), {
      settlements: [],
    });
  },

  'of the largest extent are found from its last request': async (harness) => {
    const { store } = harness;
    const requests = 65_535;
    const batch = await runningBatch(harness, { requests: requests + 1, perExtent: requests });
    await store.shards.settle(ending(await claim(harness, batch, { requests: 1 }), [[0, 1]]));
    const page = await store.shards.settlements(batch.id, { fromSeq: requests - 1, extents: 2 });
    assert.deepEqual(
      page.settlements.map(({ seqs }) => seqs),
      [[[0, 1]]],
    );
    assert.deepEqual(await store.shards.settlements(batch.id, { fromSeq: requests, extents: 2 }), { settlements: [] });
  },

  'keep extents of more than one shard together': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 600, perExtent: 300 });
    for await (const next of claims(harness, batch, { requests: 8 })) {
      await store.shards.settle(ending(next, next.seqs));
    }
    const page = await store.shards.settlements(batch.id, { fromSeq: 0, extents: 1 });
    assert.equal(
      page.settlements.reduce((sum, { seqs }) => sum + sizeOf(seqs), 0),
      300,
    );
    assert.notEqual(page.nextSeq, undefined);
  },
});
