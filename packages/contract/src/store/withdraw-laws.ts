import assert from 'node:assert/strict';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { type BatchUnderTest, dueStep, readBatch, runningBatch, takeStep } from './batch-under-test.ts';
import { claim, refOf, tryClaim } from './claims-under-test.ts';
import { ending, releasing } from './flushes.ts';
import { counts, readCounts, readSettlements } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

/** The step of a batch that was cancelled. */
async function cancelled(harness: StoreHarness, batch: BatchUnderTest) {
  await harness.store.batches.requestCancel(batch);
  return takeStep(harness, batch);
}

export const withdrawLaws: readonly Law<StoreHarness>[] = lawsOf('withdraw', {
  'ends whole shards, at most as many as asked, until none are left': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 40, perExtent: 10 });
    const step = await cancelled(harness, batch);
    const options = { shards: 3, held: false };
    assert.equal(await store.shards.withdraw(step, 'cancelled', options), 30);
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 40, open: 10, cancelled: 30 }));
    assert.equal(await store.shards.withdraw(step, 'cancelled', options), 10);
    assert.equal(await store.shards.withdraw(step, 'cancelled', options), 0);
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 40, cancelled: 40 }));
  },

  'how many answers were copied stays counted when the rest of their shard is ended': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    await store.shards.settle({ ...ending(await claim(harness, batch), [[0, 6]]), rest: 'release' });
    await store.shards.withdraw(await cancelled(harness, batch), 'cancelled', { shards: 9, held: false });
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 10, succeeded: 6, cancelled: 4 }));
    assert.equal((await readBatch(harness, batch)).deduplicated, 2);
  },

  'leaves shards under a live lease alone unless told otherwise': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 30, perExtent: 10 });
    const lapsed = await claim(harness, batch, { leaseMs: 1_000 });
    const held = await claim(harness, batch, { leaseMs: 2_000 });
    clock.advance(1_000);
    const step = await cancelled(harness, batch);
    assert.equal(await store.shards.withdraw(step, 'cancelled', { shards: 9, held: false }), 20);
    assert.equal(await store.shards.settle(ending(held, [[10, 14]])), 'recorded');
    assert.equal(await store.shards.settle(ending(lapsed, [[0, 1]])), 'lost');
    assert.equal(await store.shards.withdraw(step, 'expired', { shards: 9, held: true }), 6);
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 30, succeeded: 4, cancelled: 20, expired: 6 }));
  },

  'late flushes and renewals of what was withdrawn are lost': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const held = await claim(harness, batch);
    const step = await cancelled(harness, batch);
    await store.shards.withdraw(step, 'cancelled', { shards: 9, held: true });
    assert.equal(await store.shards.settle(ending(held, [[0, 4]])), 'lost');
    assert.equal(await store.shards.settle(releasing(held)), 'lost');
    assert.deepEqual((await store.shards.renew([held], 1_000)).lost, [refOf(held)]);
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 10, cancelled: 10 }));
  },

  'leaves a settlement that says how the requests ended': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const taken = await claim(harness, batch);
    await store.shards.settle({ ...ending(taken, [[2, 4]]), rest: 'release' });
    const step = await cancelled(harness, batch);
    clock.advance(5);
    await store.shards.withdraw(step, 'expired', { shards: 9, held: false });
    const [, withdrawn, ...others] = await readSettlements(harness, batch.id);
    assert.equal(others.length, 0);
    assert.ok(withdrawn);
    const { ordinal, ...rest } = withdrawn;
    assert.equal(typeof ordinal, 'number');
    assert.deepEqual(rest, {
      extent: taken.extent,
      seqs: [
        [0, 2],
        [4, 10],
      ],
      as: 'expired',
      model: batch.model,
      settledAt: clock.now(),
      pool: null,
      workerId: null,
      engine: null,
    });
  },

  'a stale fence withdraws nothing': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const stale = await cancelled(harness, batch);
    clock.advance(60_000);
    const current = await takeStep(harness, batch);
    const options = { shards: 9, held: true };
    assert.equal(await store.shards.withdraw(stale, 'cancelled', options), 'lost');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 10, open: 10 }));
    assert.equal(await store.shards.withdraw(current, 'cancelled', options), 10);
    const unknown = { batchId: harness.freshId(), fence: current.fence };
    assert.equal(await store.shards.withdraw(unknown, 'cancelled', options), 'lost');
  },

  'nothing open makes the batch due now': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    clock.advance(3_600_000);
    const step = await takeStep(harness, batch, 86_400_000);
    await store.shards.withdraw(step, 'expired', { shards: 1, held: false });
    assert.equal(await dueStep(harness, batch), undefined);
    await store.shards.withdraw(step, 'expired', { shards: 1, held: false });
    assert.ok(await dueStep(harness, batch));
  },

  'what was withdrawn is handed out no more': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    clock.advance(3_600_000);
    const step = await takeStep(harness, batch);
    await store.shards.withdraw(step, 'expired', { shards: 1, held: false });
    assert.equal(await tryClaim(harness, batch), undefined);
  },

  'withdraw racing with settle ends each request once': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 160, perExtent: 10 });
    const claims = await Promise.all(Array.from({ length: 16 }, () => claim(harness, batch)));
    const step = await cancelled(harness, batch);
    const [withdrawn, ...receipts] = await Promise.all([
      store.shards.withdraw(step, 'cancelled', { shards: 100, held: true }),
      ...claims.map((taken) => store.shards.settle(ending(taken, taken.seqs))),
    ]);
    const recorded = receipts.filter((receipt) => receipt === 'recorded').length;
    const { succeeded, cancelled: ended, open } = await readCounts(harness, batch);
    assert.deepEqual([succeeded, ended, open], [recorded * 10, 160 - recorded * 10, 0]);
    assert.equal(withdrawn, ended);
  },
});
