import assert from 'node:assert/strict';
import type { Drop, Outcome, Seqs } from '@spillway/core/store';
import { type Law, lawsOf } from '../law.ts';
import { type BatchUnderTest, runningBatch, takeStep } from './batch-under-test.ts';
import { claim } from './claims-under-test.ts';
import { endedBatch, reopen, reopening } from './ended-batch-under-test.ts';
import { ending, linesOf } from './flushes.ts';
import { counts, readCounts, readSettlements } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

const extent = { firstSeq: 0, requests: 8, offset: 0, bytes: 800 };
const untouched = counts({ total: 8, succeeded: 5, deadLettered: 3 });

/** A call that drops these requests of a batch of one extent, as it is now. */
async function dropOf(harness: StoreHarness, { id }: BatchUnderTest, seqs: Seqs): Promise<Drop> {
  const last = (await readSettlements(harness, id)).at(-1);
  return { extent: last?.extent ?? extent, seqs, seen: last?.ordinal ?? 0 };
}

/** Ends the batch, of which nothing is open. */
async function end(harness: StoreHarness, batch: BatchUnderTest): Promise<void> {
  const { batches } = harness.store;
  await batches.advance(await takeStep(harness, batch), { phase: 'finalizing', dueInMs: 0 });
  await batches.advance(await takeStep(harness, batch), { phase: 'completed', dueInMs: 0 });
}

const outcomesOf = async (harness: StoreHarness, { id }: BatchUnderTest): Promise<readonly unknown[]> =>
  (await readSettlements(harness, id)).map(({ as, lines }) => as ?? lines?.outcomes);

export const dropLaws: readonly Law<StoreHarness>[] = lawsOf('drop', {
  'makes failed requests of dead letters where they are settled, and changes nothing else': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness);
    const before = await readSettlements(harness, batch.id);
    assert.equal(await store.shards.drop(batch.id, await dropOf(harness, batch, [[5, 7]])), 2);
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, succeeded: 5, failed: 2, deadLettered: 1 }));
    const [answered, dead] = before;
    assert.ok(answered && dead?.lines);
    const lines = { ...dead.lines, outcomes: ['failed', 'failed', 'deadLettered'] };
    assert.deepEqual(await readSettlements(harness, batch.id), [answered, { ...dead, lines }]);
  },

  'a replay answers 0 and changes nothing': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness);
    const events = [{ kind: 'dropped', text: 'Dropped.' }];
    const drop = { ...(await dropOf(harness, batch, [[5, 7]])), events };
    assert.deepEqual([await store.shards.drop(batch.id, drop), await store.shards.drop(batch.id, drop)], [2, 0]);
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, succeeded: 5, failed: 2, deadLettered: 1 }));
    const timeline = await store.batches.timeline(batch);
    assert.deepEqual(
      timeline.filter(({ kind }) => kind === 'dropped').map(({ text }) => text),
      ['Dropped.'],
      'events are recorded where something is dropped',
    );
  },

  'requests that are no dead letters stay as they ended': async (harness) => {
    const { store } = harness;
    const requests = 100;
    const batch = await runningBatch(harness, { requests });
    const taken = await claim(harness, batch);
    const outcomes = Array.from({ length: 90 }, (_, seq): Outcome => (seq % 3 === 0 ? 'deadLettered' : 'succeeded'));
    const mixed = { ...linesOf([[0, 90]]), outcomes };
    const { deduplicated, ...lines } = mixed;
    await store.shards.settle({ ...ending(taken, []), lines });
    await store.shards.settle(ending(taken, [[90, 100]], 'failed'));
    await end(harness, batch);
    assert.equal(await store.shards.drop(batch.id, await dropOf(harness, batch, [[4, 100]])), 28);
    assert.deepEqual(
      await readCounts(harness, batch),
      counts({ total: requests, succeeded: 60, failed: 38, deadLettered: 2 }),
    );
    const [first, last] = await outcomesOf(harness, batch);
    const expected = outcomes.map((outcome, seq) => (outcome === 'deadLettered' && seq >= 4 ? 'failed' : outcome));
    assert.deepEqual([first, last], [expected, Array(10).fill('failed')]);
  },

  'what a dead letter ended as later is not dropped': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness);
    await reopen(harness, batch);
    const { seen } = await dropOf(harness, batch, []);
    const requeue = { extent, model: batch.model, seqs: [[5, 7]] as const, from: 'deadLettered', tokens: 60 } as const;
    assert.equal(await store.shards.requeue(await takeStep(harness, batch, 1), { ...requeue, seen }), 'recorded');
    const taken = await claim(harness, batch);
    await store.shards.settle(ending(taken, [[5, 6]]));
    await store.shards.settle(ending(taken, [[6, 7]], 'deadLettered'));
    harness.clock.advance(1);
    await end(harness, batch);
    assert.equal(await store.shards.drop(batch.id, { ...(await dropOf(harness, batch, [[0, 8]])), seen }), 'lost');
    assert.equal(await store.shards.drop(batch.id, await dropOf(harness, batch, [[5, 7]])), 1);
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, succeeded: 6, failed: 1, deadLettered: 1 }));
    assert.deepEqual((await outcomesOf(harness, batch)).slice(1), [
      ['deadLettered', 'deadLettered', 'deadLettered'],
      'requeued',
      ['succeeded'],
      ['failed'],
    ]);
  },

  'a batch that has not ended, was reopened, is being purged or does not exist is lost': async (harness) => {
    const { store, freshId } = harness;
    const running = await runningBatch(harness, { requests: 8 });
    await store.shards.settle(ending(await claim(harness, running), [[5, 8]], 'deadLettered'));
    assert.equal(await store.shards.drop(running.id, await dropOf(harness, running, [[5, 8]])), 'lost');
    assert.deepEqual(await readCounts(harness, running), counts({ total: 8, open: 5, deadLettered: 3 }));
    const reopened = await endedBatch(harness);
    await reopen(harness, reopened);
    const drop = await dropOf(harness, reopened, [[5, 8]]);
    assert.equal(await store.shards.drop(reopened.id, drop), 'lost');
    assert.deepEqual(await readCounts(harness, reopened), untouched);
    const purged = await endedBatch(harness);
    const before = await dropOf(harness, purged, [[5, 8]]);
    await store.shards.purge(await takeStep(harness, purged), { shards: 0 });
    assert.equal(await store.shards.drop(purged.id, before), 'lost');
    assert.deepEqual(await readCounts(harness, purged), untouched);
    assert.equal(await store.shards.drop(freshId(), drop), 'lost');
  },

  'an extent that was settled since it was seen, or that there is not, is lost': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness);
    const drop = await dropOf(harness, batch, [[5, 8]]);
    const elsewhere = { ...extent, firstSeq: 8 };
    for (const wrong of [{ seen: drop.seen - 1 }, { seen: drop.seen + 1 }, { extent: elsewhere }]) {
      assert.equal(await store.shards.drop(batch.id, { ...drop, ...wrong }), 'lost');
    }
    assert.deepEqual(await readCounts(harness, batch), untouched);
  },

  'of calls at once each drops what the others have not': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness);
    const parts: readonly Seqs[] = [[[5, 7]], [[6, 8]], [[5, 8]], [[5, 6]], [[7, 8]], [[0, 8]]];
    const drops = await Promise.all(parts.map((seqs) => dropOf(harness, batch, seqs)));
    const answers = await Promise.all(drops.map((drop) => store.shards.drop(batch.id, drop)));
    assert.equal(
      answers.reduce<number>((sum, answer) => sum + Number(answer), 0),
      3,
    );
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, succeeded: 5, failed: 3 }));
  },

  'beside a reopening either comes first, and nothing is lost or counted twice': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness);
    const drop = await dropOf(harness, batch, [[5, 8]]);
    const [dropped, reopened] = await Promise.all([
      store.shards.drop(batch.id, drop),
      store.batches.reopen(batch, reopening),
    ]);
    assert.equal(reopened.kind, 'reopened');
    const expected = dropped === 'lost' ? untouched : counts({ total: 8, succeeded: 5, failed: 3 });
    assert.deepEqual(await readCounts(harness, batch), expected);
  },

  'what was dropped is on no list of dead letters, and may be reopened as failed': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness);
    await store.shards.drop(batch.id, await dropOf(harness, batch, [[5, 8]]));
    const query = { tenant: batch.tenant, limit: 10, withDeadLetters: true };
    assert.deepEqual((await store.batches.list(query)).batches, []);
    await reopen(harness, batch);
    const { seen } = await dropOf(harness, batch, []);
    const requeue = { extent, model: batch.model, seqs: [[5, 7]] as const, from: 'failed', tokens: 60, seen } as const;
    assert.equal(await store.shards.requeue(await takeStep(harness, batch), requeue), 'recorded');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, open: 2, succeeded: 5, failed: 1 }));
  },
});
