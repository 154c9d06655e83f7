import assert from 'node:assert/strict';
import { firstSeqs, type Seqs } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { dayMs, readBatch, runningBatch } from './batch-under-test.ts';
import { claim, claims, refOf, tryClaim } from './claims-under-test.ts';
import { deferring, ending, releasing } from './flushes.ts';
import { lanesOf } from './lanes-under-test.ts';
import { planExtents } from './plan-extents.ts';
import { counts } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

export const claimLaws: readonly Law<StoreHarness>[] = lawsOf('claim', {
  'a claim tells all that a worker needs': async (harness) => {
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10, overrides: { windowMs: 5_000 } });
    harness.clock.advance(100);
    const { batchId, shardId, fence, ...rest } = await claim(harness, batch, { leaseMs: 1_234 });
    assert.equal(batchId, batch.id);
    assert.deepEqual([typeof shardId, typeof fence], ['number', 'number']);
    assert.deepEqual(rest, {
      model: batch.model,
      extent: { firstSeq: 0, requests: 10, offset: 0, bytes: 1_000 },
      seqs: [[0, 10]],
      attempts: 0,
      lapses: 0,
      leaseMs: 1_234,
      deadlineInMs: 4_900,
    });
  },

  'takes at most what was asked and leaves the rest as a shard of the same extent': async (harness) => {
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const first = await claim(harness, batch, { requests: 4 });
    assert.deepEqual(first.seqs, [[0, 4]]);
    const second = await claim(harness, batch, { requests: 100 });
    assert.deepEqual(second.seqs, [[4, 10]]);
    assert.deepEqual(second.extent, first.extent);
    assert.notEqual(second.shardId, first.shardId);
    assert.deepEqual((await claim(harness, batch)).seqs, [[10, 20]]);
    assert.equal(await tryClaim(harness, batch), undefined);
    assert.deepEqual((await readBatch(harness, batch)).counts, counts({ total: 20, open: 20 }));
  },

  'takes the first open requests of a shard with holes': async (harness) => {
    const batch = await runningBatch(harness, { requests: 10 });
    const first = await claim(harness, batch);
    await harness.store.shards.settle(
      ending(first, [
        [0, 1],
        [3, 5],
      ]),
    );
    await harness.store.shards.settle(releasing(first));
    assert.deepEqual((await claim(harness, batch, { requests: 3 })).seqs, [
      [1, 3],
      [5, 6],
    ]);
    assert.deepEqual((await claim(harness, batch)).seqs, [[6, 10]]);
  },

  'fresh shards are handed out by extent': async (harness) => {
    const batch = await runningBatch(harness, { requests: 30, perExtent: 10 });
    const taken: Seqs[] = [];
    for (let index = 0; index < 3; index++) taken.push((await claim(harness, batch)).seqs);
    assert.deepEqual(taken, [[[0, 10]], [[10, 20]], [[20, 30]]]);
  },

  'shards that were handed out before come first, by due time': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 30, perExtent: 10 });
    const [first, second] = [await claim(harness, batch), await claim(harness, batch)];
    await store.shards.settle(deferring(first, [[0, 2]], { afterMs: 300 }));
    await store.shards.settle(deferring(second, [[10, 12]], { afterMs: 200 }));
    await store.shards.settle(deferring(second, [[12, 14]], { afterMs: 250 }));
    clock.advance(300);
    const taken: Seqs[] = [];
    for (let index = 0; index < 4; index++) taken.push((await claim(harness, batch)).seqs);
    assert.deepEqual(taken, [[[10, 12]], [[12, 14]], [[0, 2]], [[20, 30]]]);
  },

  'shards that are due at one moment come by extent, then by age': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const [first, second] = [await claim(harness, batch), await claim(harness, batch)];
    await store.shards.settle(deferring(second, [[10, 12]], { afterMs: 0 }));
    await store.shards.settle(deferring(first, [[4, 6]], { afterMs: 0 }));
    await store.shards.settle(deferring(first, [[2, 3]], { afterMs: 0 }));
    const taken: Seqs[] = [];
    for (let index = 0; index < 3; index++) taken.push((await claim(harness, batch)).seqs);
    assert.deepEqual(taken, [[[4, 6]], [[2, 3]], [[10, 12]]]);
  },

  'the rest of a shard that was handed out before is due when the shard was': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const [first, second] = [await claim(harness, batch), await claim(harness, batch)];
    await store.shards.settle(releasing(second));
    clock.advance(10);
    await store.shards.settle(releasing(first));
    assert.deepEqual((await claim(harness, batch, { requests: 3 })).seqs, [[10, 13]]);
    assert.deepEqual((await claim(harness, batch)).seqs, [[13, 20]], 'were it due now, the lower extent came first');
    assert.deepEqual((await claim(harness, batch)).seqs, [[0, 10]]);
  },

  'each claim of a shard raises its fence': async (harness) => {
    const batch = await runningBatch(harness, { requests: 4 });
    const first = await claim(harness, batch);
    await harness.store.shards.settle(releasing(first));
    const second = await claim(harness, batch);
    assert.equal(second.shardId, first.shardId);
    assert.ok(second.fence > first.fence);
  },

  'a shard that is cut keeps no holder of an earlier fence': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 16 });
    const first = await claim(harness, batch, { leaseMs: 1_000 });
    clock.advance(1_000);
    const second = await claim(harness, batch, { requests: 1 });
    assert.deepEqual(second.seqs, [[0, 1]]);
    assert.equal(await store.shards.settle(ending(first, [[0, 1]])), 'lost');
    assert.equal(await store.shards.settle(ending(first, [[4, 5]])), 'lost');
    assert.deepEqual((await store.shards.renew([first], 1_000)).lost, [refOf(first)]);
    assert.equal(await store.shards.settle(ending(second, [[0, 1]])), 'recorded');
  },

  'nothing is handed out of another lane': async (harness) => {
    const batch = await runningBatch(harness, { requests: 4 });
    assert.equal(await tryClaim(harness, { ...batch, model: harness.freshId() }), undefined);
    assert.equal(await tryClaim(harness, { ...batch, id: harness.freshId() }), undefined);
    assert.ok(await tryClaim(harness, batch));
  },

  'nothing is handed out at or after the deadline': async (harness) => {
    const { clock } = harness;
    const batch = await runningBatch(harness, { requests: 8, overrides: { windowMs: 1_000 } });
    clock.advance(999);
    assert.equal((await claim(harness, batch, { requests: 2 })).deadlineInMs, 1);
    clock.advance(1);
    assert.equal(await tryClaim(harness, batch), undefined);
    assert.deepEqual(await lanesOf(harness, batch, { withheld: true }), []);
  },

  'concurrent claims of one lane hold each request once': async (harness) => {
    const batch = await runningBatch(harness, { requests: 200, perExtent: 50 });
    const workers = Array.from({ length: 16 }, async (_, index) => {
      const taken: Seqs[] = [];
      const demand = { requests: 7, workerId: `worker-${index}` };
      for await (const next of claims(harness, batch, demand)) taken.push(next.seqs);
      return taken.flat();
    });
    const ranges = (await Promise.all(workers)).flat().sort(([left], [right]) => left - right);
    let next = 0;
    for (const [from, end] of ranges) {
      assert.equal(from, next);
      next = end;
    }
    assert.equal(next, 200);
  },

  'a claim of a scattered set answers ranges that are ascending, disjoint and not adjacent': async (harness) => {
    const batch = await runningBatch(harness, {
      requests: 70,
      extents: planExtents({ model: 'scattered', requests: 70, perExtent: 70 }),
    });
    const lane = { ...batch, model: 'scattered' };
    const first = await claim(harness, lane);
    const odd: Seqs = Array.from({ length: 35 }, (_, index) => [2 * index, 2 * index + 1] as const);
    await harness.store.shards.settle(ending(first, odd));
    await harness.store.shards.settle(releasing(first));
    const even: Seqs = Array.from({ length: 35 }, (_, index) => [2 * index + 1, 2 * index + 2] as const);
    assert.deepEqual((await claim(harness, lane, { requests: 20 })).seqs, firstSeqs(even, 20));
  },

  'the deadline of a claim is the deadline of its batch': async (harness) => {
    const batch = await runningBatch(harness, { requests: 2, overrides: { windowMs: dayMs } });
    const { deadlineAt } = await readBatch(harness, batch);
    assert.equal((await claim(harness, batch)).deadlineInMs, deadlineAt - harness.clock.now());
  },
});
