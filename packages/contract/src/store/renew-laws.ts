import assert from 'node:assert/strict';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { runningBatch } from './batch-under-test.ts';
import { claim, refOf, tryClaim } from './claims-under-test.ts';
import { decideNow } from './fleet-under-test.ts';
import { ending, releasing } from './flushes.ts';
import type { StoreHarness } from './store-harness.ts';

const nothing = { lost: [], closed: [], recalled: [] };

export const renewLaws: readonly Law<StoreHarness>[] = lawsOf('renew', {
  'holds each claim for another lease from now': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 16, perExtent: 8 });
    const claims = [
      await claim(harness, batch, { leaseMs: 1_000 }),
      await claim(harness, batch, { leaseMs: 1_000 }),
    ] as const;
    clock.advance(900);
    assert.deepEqual(await store.shards.renew(claims, 1_000), nothing);
    clock.advance(999);
    assert.equal(await tryClaim(harness, batch), undefined);
    assert.equal(await store.shards.settle(ending(claims[1], [[8, 16]])), 'recorded');
    clock.advance(1);
    assert.deepEqual((await claim(harness, batch)).seqs, [[0, 1]]);
  },

  'no claims need no answer': async (harness) => {
    assert.deepEqual(await harness.store.shards.renew([], 1_000), nothing);
  },

  'answers each claim that another took, that was released or emptied, as lost': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 40, perExtent: 10 });
    const lapsed = await claim(harness, batch, { leaseMs: 1_000 });
    const [released, emptied, held] = [
      await claim(harness, batch),
      await claim(harness, batch),
      await claim(harness, batch),
    ];
    clock.advance(1_000);
    await claim(harness, batch);
    await store.shards.settle(releasing(released));
    await store.shards.settle(ending(emptied, [[20, 30]]));
    const unknown = { batchId: harness.freshId(), shardId: 1, fence: 1 };
    const { lost, closed, recalled } = await store.shards.renew([lapsed, released, held, emptied, unknown], 1_000);
    const byId = (left: { shardId: number; batchId: string }, right: { shardId: number; batchId: string }) =>
      left.batchId.localeCompare(right.batchId) || left.shardId - right.shardId;
    assert.deepEqual(lost.toSorted(byId), [refOf(lapsed), refOf(released), refOf(emptied), unknown].toSorted(byId));
    assert.deepEqual([closed, recalled], [[], []]);
    assert.ok(await tryClaim(harness, batch), 'what was released stays so');
  },

  'a claim whose lease lapsed but which nobody took is held again': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 8 });
    const taken = await claim(harness, batch, { leaseMs: 1_000 });
    clock.advance(5_000);
    assert.deepEqual(await store.shards.renew([taken], 1_000), nothing);
    assert.equal(await tryClaim(harness, batch), undefined);
    await store.shards.settle(releasing(taken));
    assert.deepEqual((await claim(harness, batch)).seqs, [[0, 8]], 'it did not lapse');
  },

  'answers claims of a batch past its deadline as closed, and holds them': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 8, overrides: { windowMs: 1_000 } });
    const taken = await claim(harness, batch);
    clock.advance(999);
    assert.deepEqual(await store.shards.renew([taken], 1_000), nothing);
    clock.advance(1);
    assert.deepEqual(await store.shards.renew([taken], 1_000), { ...nothing, closed: [refOf(taken)] });
    assert.equal(await store.shards.settle(ending(taken, [[0, 8]])), 'recorded');
  },

  'what is answered as closed is held for another lease, of a cancelled batch and past a deadline': async (harness) => {
    const { store, clock } = harness;
    const cancelled = await runningBatch(harness, { requests: 8 });
    const over = await runningBatch(harness, { requests: 8, overrides: { windowMs: 500 } });
    const taken = [
      await claim(harness, cancelled, { leaseMs: 1_000 }),
      await claim(harness, over, { leaseMs: 1_000 }),
    ] as const;
    await store.batches.requestCancel(cancelled);
    clock.advance(900);
    assert.deepEqual(await store.shards.renew(taken, 1_000), { ...nothing, closed: taken.map(refOf) });
    const holders = async () => {
      const pages = taken.map(({ batchId }) => store.shards.list(batchId, { fromSeq: 0, extents: 1 }));
      return (await Promise.all(pages)).map(({ shards }) => shards[0]?.holder !== null);
    };
    clock.advance(999);
    assert.deepEqual(await holders(), [true, true]);
    clock.advance(1);
    assert.deepEqual(await holders(), [false, false]);
  },

  'asks a pool for the open requests of recalled claims until they end': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const taken = await claim(harness, batch);
    await store.shards.settle(ending(taken, [[2, 4]]));
    const recalls = [{ batchId: batch.id, pool: batch.pool }];
    await decideNow(harness, batch, { recalls });
    const later = await claim(harness, batch);
    const recalled = [
      {
        ...refOf(taken),
        seqs: [
          [0, 2],
          [4, 10],
        ],
      },
    ];
    for (let round = 0; round < 2; round++) {
      assert.deepEqual(await store.shards.renew([taken, later], 1_000), { ...nothing, recalled });
    }
    await store.shards.settle({ ...ending(taken, [[0, 2]]), rest: 'release' });
    const again = await claim(harness, batch);
    assert.deepEqual(again.seqs, [[4, 10]]);
    assert.deepEqual(await store.shards.renew([again], 1_000), nothing);
  },

  'a recall asks for claims that the pool has now, and for none that follow them': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const recalls = [{ batchId: batch.id, pool: batch.pool }];
    await store.shards.settle(releasing(await claim(harness, batch)));
    await claim(harness, batch, { leaseMs: 1_000 });
    await decideNow(harness, batch, { recalls });
    clock.advance(1_000);
    const inherited = await claim(harness, batch);
    assert.deepEqual(await store.shards.renew([inherited], 1_000), nothing, 'the recalled claim lapsed');
    await store.shards.settle(releasing(inherited));
    await decideNow(harness, batch, { recalls });
    const later = await claim(harness, batch);
    assert.equal(later.shardId, inherited.shardId);
    assert.deepEqual(await store.shards.renew([later], 1_000), nothing, 'nobody had it when it was recalled');
  },

  'recalled claims of a cancelled batch are answered as closed and as recalled': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 8 });
    const taken = await claim(harness, batch);
    await decideNow(harness, batch, { recalls: [{ batchId: batch.id, pool: batch.pool }] });
    await store.batches.requestCancel(batch);
    const recalled = [{ ...refOf(taken), seqs: taken.seqs }];
    assert.deepEqual(await store.shards.renew([taken], 1_000), { lost: [], closed: [refOf(taken)], recalled });
  },

  'a recall asks neither other pools nor other models nor other batches': async (harness) => {
    const { store, freshId } = harness;
    const [spot, dedicated, model] = [freshId(), freshId(), freshId()];
    const overrides = { permissions: { [spot]: 'all', [dedicated]: 'all' } as const };
    const batch = await runningBatch(harness, { requests: 4, overrides });
    const other = await runningBatch(harness, { requests: 4, overrides });
    const claims = [
      await claim(harness, { ...batch, pool: dedicated }),
      await claim(harness, { ...other, pool: spot }),
    ] as const;
    await decideNow(harness, batch, { recalls: [{ batchId: batch.id, pool: spot }] });
    await decideNow(harness, { model }, { recalls: [{ batchId: other.id, pool: spot }] });
    assert.deepEqual(await store.shards.renew(claims, 1_000), nothing);
  },
});
