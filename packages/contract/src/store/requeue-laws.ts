import assert from 'node:assert/strict';
import type { NewBatch, Requeue } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { type BatchUnderTest, readBatch, runningBatch, takeStep } from './batch-under-test.ts';
import { claim, tryClaim } from './claims-under-test.ts';
import { endedBatch, reopen } from './ended-batch-under-test.ts';
import { ending } from './flushes.ts';
import { lanesOf } from './lanes-under-test.ts';
import { counts, readCounts, readSettlements } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

/** A reopened batch whose last three of eight requests are dead-lettered, its step, and the call that requeues two. */
async function reopened(harness: StoreHarness, overrides: Partial<NewBatch> = {}) {
  const batch = await endedBatch(harness, { overrides });
  await reopen(harness, batch);
  const step = await takeStep(harness, batch, 10_000);
  const requeue: Requeue = {
    extent: { firstSeq: 0, requests: 8, offset: 0, bytes: 800 },
    model: batch.model,
    seqs: [[5, 7]],
    from: 'deadLettered',
    tokens: 60,
    seen: await lastOrdinal(harness, batch),
  };
  return { batch, step, requeue };
}

async function lastOrdinal(harness: StoreHarness, batch: BatchUnderTest): Promise<number> {
  return (await readSettlements(harness, batch.id)).at(-1)?.ordinal ?? 0;
}

export const requeueLaws: readonly Law<StoreHarness>[] = lawsOf('requeue', {
  'reopens ended requests once': async (harness) => {
    const { store } = harness;
    const { batch, step, requeue } = await reopened(harness);
    assert.equal(await store.shards.requeue(step, requeue), 'recorded');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, open: 2, succeeded: 5, deadLettered: 1 }));
    assert.equal(await store.shards.requeue(step, requeue), 'lost', 'a replay');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, open: 2, succeeded: 5, deadLettered: 1 }));
  },

  'leaves a settlement that says so': async (harness) => {
    const { store, clock } = harness;
    const { batch, step, requeue } = await reopened(harness);
    await store.shards.requeue(step, requeue);
    const { ordinal, ...rest } = (await readSettlements(harness, batch.id)).at(-1) ?? { ordinal: 0 };
    assert.ok(ordinal > requeue.seen);
    assert.deepEqual(rest, {
      extent: requeue.extent,
      seqs: requeue.seqs,
      as: 'requeued',
      model: batch.model,
      settledAt: clock.now(),
      pool: null,
      workerId: null,
      engine: null,
    });
  },

  'an extent that was settled since it was seen is lost': async (harness) => {
    const { store } = harness;
    const { batch, step, requeue } = await reopened(harness);
    assert.equal(await store.shards.requeue(step, { ...requeue, seen: requeue.seen - 1 }), 'lost');
    assert.equal(await store.shards.requeue(step, { ...requeue, extent: { ...requeue.extent, firstSeq: 8 } }), 'lost');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, succeeded: 5, deadLettered: 3 }));
    await store.shards.requeue(step, requeue);
    const seen = await lastOrdinal(harness, batch);
    assert.equal(await store.shards.requeue(step, { ...requeue, seqs: [[7, 8]], tokens: 30, seen }), 'recorded');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, open: 3, succeeded: 5 }));
  },

  'a stale fence requeues nothing': async (harness) => {
    const { store, clock } = harness;
    const { batch, step, requeue } = await reopened(harness);
    clock.advance(10_000);
    const next = await takeStep(harness, batch);
    assert.equal(await store.shards.requeue(step, requeue), 'lost');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, succeeded: 5, deadLettered: 3 }));
    assert.equal(await store.shards.requeue(next, requeue), 'recorded');
  },

  'reopened requests run in the next revision, and the later settlement wins': async (harness) => {
    const { store } = harness;
    const { batch, step, requeue } = await reopened(harness);
    await store.shards.requeue(step, requeue);
    const { revision, outputFileId } = await readBatch(harness, batch);
    assert.deepEqual([revision, outputFileId], [2, 'file-out']);
    const [lane] = await lanesOf(harness, batch);
    assert.deepEqual([lane?.open, lane?.tokens, lane?.dueInMs], [2, 60, 0]);
    const taken = await claim(harness, batch);
    assert.deepEqual(
      [taken.seqs, taken.attempts, taken.lapses, taken.extent, taken.deadlineInMs],
      [[[5, 7]], 0, 0, requeue.extent, 60_000],
    );
    await store.shards.settle(ending(taken, [[5, 7]]));
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, succeeded: 7, deadLettered: 1 }));
    const settlements = await readSettlements(harness, batch.id);
    assert.deepEqual(
      settlements.map(({ seqs, as, lines }) => [seqs, as ?? lines?.outcomes[0]]),
      [
        [[[0, 5]], 'succeeded'],
        [[[5, 8]], 'deadLettered'],
        [[[5, 7]], 'requeued'],
        [[[5, 7]], 'succeeded'],
      ],
    );
  },

  'reopened requests are fresh': async (harness) => {
    const { store, freshId } = harness;
    const [all, returned] = [freshId(), freshId()];
    const { batch, step, requeue } = await reopened(harness, {
      permissions: { [all]: 'all', [returned]: 'returned' },
    });
    await store.shards.requeue(step, requeue);
    assert.equal(await tryClaim(harness, { ...batch, pool: returned }), undefined);
    assert.ok(await tryClaim(harness, { ...batch, pool: all }));
  },

  'of calls at once that saw the same one is recorded': async (harness) => {
    const { store } = harness;
    const { batch, step, requeue } = await reopened(harness);
    const answers = await Promise.all(Array.from({ length: 6 }, () => store.shards.requeue(step, requeue)));
    assert.equal(answers.filter((answer) => answer === 'recorded').length, 1);
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, open: 2, succeeded: 5, deadLettered: 1 }));
  },

  'withdrawn requests may be reopened too': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 4 });
    clock.advance(3_600_000);
    const step = await takeStep(harness, batch);
    await store.shards.withdraw(step, 'expired', { shards: 1, held: true });
    const extent = { firstSeq: 0, requests: 4, offset: 0, bytes: 400 };
    const seen = await lastOrdinal(harness, batch);
    const requeue: Requeue = { extent, model: batch.model, seqs: [[1, 3]], from: 'expired', tokens: 60, seen };
    assert.equal(await store.shards.requeue(step, requeue), 'recorded');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 4, open: 2, expired: 2 }));
  },
});
