import assert from 'node:assert/strict';
import type { ProgressPoint } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { type BatchUnderTest, runningBatch, takeStep } from './batch-under-test.ts';
import { claim, claims } from './claims-under-test.ts';
import { endedBatch, reopening } from './ended-batch-under-test.ts';
import { deferring, ending, releasing } from './flushes.ts';
import type { StoreHarness } from './store-harness.ts';

type Point = readonly [at: number, pool: string | null, requests: number];

/** In one order: pools of one span come in any. */
function pointsOf(points: readonly ProgressPoint[]): readonly Point[] {
  const ats = points.map(({ at }) => at);
  assert.deepEqual(
    ats,
    ats.toSorted((left, right) => left - right),
    'spans ascend',
  );
  return points
    .map(({ at, pool, requests }) => [at, pool, requests] as const)
    .sort(([at, pool], [otherAt, otherPool]) => at - otherAt || ((pool ?? '') < (otherPool ?? '') ? -1 : 1));
}

async function progressOf({ store }: StoreHarness, { id }: { readonly id: string }, spanMs: number) {
  return pointsOf(await store.shards.progress(id, { spanMs }));
}

/** A batch that two pools may work, at the beginning of a minute. */
async function sharedBatch(harness: StoreHarness): Promise<BatchUnderTest & { readonly other: string }> {
  const { clock, freshId } = harness;
  const [pool, other] = [`a-${freshId()}`, `b:${freshId()}`];
  clock.advance(60_000 - (clock.now() % 60_000));
  const permissions = { [pool]: 'all', [other]: 'all' } as const;
  return { ...(await runningBatch(harness, { requests: 40, perExtent: 10, overrides: { permissions } })), pool, other };
}

export const progressLaws: readonly Law<StoreHarness>[] = lawsOf('progress', {
  'tells how many requests each pool settled in each span': async (harness) => {
    const { store, clock } = harness;
    const batch = await sharedBatch(harness);
    const begin = clock.now();
    const [first, second] = [await claim(harness, batch), await claim(harness, batch, { pool: batch.other })];
    await store.shards.settle(ending(first, [[0, 2]]));
    await store.shards.settle(ending(second, [[10, 13]], 'failed'));
    await store.shards.settle(
      ending(
        first,
        [
          [2, 3],
          [5, 8],
        ],
        'deadLettered',
      ),
    );
    clock.advance(999);
    await store.shards.settle(ending(first, [[3, 4]]));
    clock.advance(1);
    await store.shards.settle(ending(second, [[13, 20]]));
    clock.advance(59_000);
    await store.shards.settle(ending(first, [[4, 5]]));
    assert.deepEqual(await progressOf(harness, batch, 1_000), [
      [begin, batch.pool, 7],
      [begin, batch.other, 3],
      [begin + 1_000, batch.other, 7],
      [begin + 60_000, batch.pool, 1],
    ]);
    assert.deepEqual(await progressOf(harness, batch, 60_000), [
      [begin, batch.pool, 7],
      [begin, batch.other, 10],
      [begin + 60_000, batch.pool, 1],
    ]);
    const hour = 3_600_000;
    const all = await progressOf(harness, batch, hour);
    assert.equal(
      all.reduce((sum, [, , requests]) => sum + requests, 0),
      18,
    );
    for (const [at] of all) assert.equal(at % hour, 0);
  },

  'counts neither what has no lines nor what is said twice': async (harness) => {
    const { store, clock } = harness;
    const batch = await sharedBatch(harness);
    const taken = await claim(harness, batch);
    await store.shards.settle(ending(taken, [[0, 2]]));
    await store.shards.settle(ending(taken, [[0, 2]]));
    await store.shards.settle(ending({ ...taken, fence: taken.fence + 1 }, [[2, 3]]));
    await store.shards.settle(deferring(taken, [[3, 4]]));
    await store.shards.settle(releasing(taken));
    const span = 3_600_000;
    const expected = [[clock.now() - (clock.now() % span), batch.pool, 2]];
    assert.deepEqual(await progressOf(harness, batch, span), expected);
    await store.batches.requestCancel(batch);
    await store.shards.withdraw(await takeStep(harness, batch), 'cancelled', { shards: 100, held: true });
    assert.deepEqual(await progressOf(harness, batch, span), expected);
  },

  'counts a request again that was requeued and settled again': async (harness) => {
    const { store, freshId } = harness;
    const pool = freshId();
    const batch = await endedBatch(harness, { overrides: { permissions: { [pool]: 'all' } } });
    const span = 86_400_000;
    const [[at] = [0]] = await progressOf(harness, batch, span);
    await store.batches.reopen(batch, reopening);
    const step = await takeStep(harness, batch);
    const { settlements } = await store.shards.settlements(batch.id, { fromSeq: 0, extents: 1 });
    const { extent, model, ordinal: seen } = settlements.at(-1) ?? assert.fail('it has settlements');
    const requeue = { extent, model, seqs: [[5, 7]], from: 'deadLettered', tokens: 60, seen } as const;
    assert.equal(await store.shards.requeue(step, requeue), 'recorded');
    assert.deepEqual(await progressOf(harness, batch, span), [[at, pool, 8]]);
    for await (const next of claims(harness, batch)) await store.shards.settle(ending(next, next.seqs));
    assert.deepEqual(await progressOf(harness, batch, span), [[at, pool, 10]]);
  },

  'is empty for a batch that is purged, was never worked, or does not exist': async (harness) => {
    const { store, freshId } = harness;
    const batch = await endedBatch(harness);
    await store.shards.purge(await takeStep(harness, batch), { shards: 100 });
    assert.deepEqual(await store.shards.progress(batch.id, { spanMs: 1_000 }), []);
    const waiting = await runningBatch(harness, { requests: 4 });
    assert.deepEqual(await store.shards.progress(waiting.id, { spanMs: 1_000 }), []);
    assert.deepEqual(await store.shards.progress(freshId(), { spanMs: 1_000 }), []);
  },
});
