import assert from 'node:assert/strict';
import type { BatchStep, Requeue } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { type BatchUnderTest, createBatch, dueStep, readBatch, runningBatch, takeStep } from './batch-under-test.ts';
import { claim, tryClaim } from './claims-under-test.ts';
import { endedBatch, reopen, reopening } from './ended-batch-under-test.ts';
import { ending } from './flushes.ts';
import { lanesOf } from './lanes-under-test.ts';
import { counts, readCounts, readSettlements } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

const hourMs = 3_600_000;

/** What a coordinator calls for the selection of `reopening`. */
async function requeueOf(harness: StoreHarness, { id, model }: BatchUnderTest): Promise<Requeue> {
  const extent = { firstSeq: 0, requests: 8, offset: 0, bytes: 800 };
  const seen = (await readSettlements(harness, id)).at(-1)?.ordinal ?? 0;
  return { extent, model, seqs: [[5, 7]], from: 'deadLettered', tokens: 60, seen };
}

/** Batches that cannot be reopened, and why. */
async function unreopenable(harness: StoreHarness) {
  const { store } = harness;
  const neverRan = await createBatch(harness);
  await store.batches.requestCancel(neverRan);
  await store.batches.advance(await takeStep(harness, neverRan), { phase: 'cancelled', dueInMs: null });
  const purged = await endedBatch(harness);
  await store.shards.purge(await takeStep(harness, purged), { shards: 1 });
  return [
    [await createBatch(harness), 'live'],
    [await runningBatch(harness, { requests: 3 }), 'live'],
    [await endedBatch(harness, { phase: 'finalizing' }), 'live'],
    [await endedBatch(harness, { phase: 'failed' }), 'failed'],
    [neverRan, 'failed'],
    [purged, 'purged'],
  ] as const;
}

async function assertChangesNothing(harness: StoreHarness, step: BatchStep, requeue: Requeue): Promise<void> {
  const { batches, shards } = harness.store;
  assert.equal(await batches.renew(step, hourMs), false);
  assert.equal(await batches.advance(step, { phase: 'completed', dueInMs: null }), false);
  assert.equal(await shards.purge(step, { shards: 100 }), 'lost');
  assert.equal(await shards.withdraw(step, 'expired', { shards: 100, held: true }), 'lost');
  assert.equal(await shards.requeue(step, requeue), 'lost');
}

export const reopenLaws: readonly Law<StoreHarness>[] = lawsOf('reopen', {
  'starts the next revision of a batch that completed, expired or was cancelled': async (harness) => {
    for (const phase of ['completed', 'expired', 'cancelled'] as const) {
      const batch = await endedBatch(harness, { phase });
      const before = await readBatch(harness, batch);
      assert.deepEqual([before.phase, before.cancelRequestedAt !== null], [phase, phase === 'cancelled']);
      harness.clock.advance(50);
      const reopened = await reopen(harness, batch);
      assert.deepEqual(reopened, {
        ...before,
        phase: 'in_progress',
        revision: 2,
        window: reopening.window,
        deadlineAt: harness.clock.now() + reopening.windowMs,
        finalizingAt: null,
        endedAt: null,
        cancelRequestedAt: null,
        requeue: reopening.selection,
      });
      assert.deepEqual(await readBatch(harness, batch), reopened);
    }
  },

  'makes the batch due now, whoever holds its step': async (harness) => {
    const { clock } = harness;
    const batch = await endedBatch(harness);
    for (let lapse = 0; lapse < 2; lapse++) {
      await takeStep(harness, batch, 1_000);
      if (lapse === 0) clock.advance(1_000);
    }
    const reopened = await reopen(harness, batch);
    const step = await takeStep(harness, batch, 1_000);
    assert.deepEqual([step.batch, step.lapses], [reopened, 0]);
    assert.equal(await dueStep(harness, batch), undefined);
  },

  'makes a batch due that wanted to be looked at never': async (harness) => {
    const batch = await endedBatch(harness);
    await harness.store.batches.advance(await takeStep(harness, batch), { phase: 'completed', dueInMs: null });
    await reopen(harness, batch);
    assert.ok(await dueStep(harness, batch));
  },

  'whoever held a step of the ended batch changes nothing any more': async (harness) => {
    const batch = await endedBatch(harness);
    const step = await takeStep(harness, batch, hourMs);
    const reopened = await reopen(harness, batch);
    await assertChangesNothing(harness, step, await requeueOf(harness, batch));
    assert.deepEqual(await readBatch(harness, batch), reopened);
    const next = await takeStep(harness, batch);
    await assertChangesNothing(harness, step, await requeueOf(harness, batch));
    assert.equal(await harness.store.batches.renew(next, hourMs), true);
  },

  'answers why it does not, and changes nothing': async (harness) => {
    const { batches } = harness.store;
    for (const [{ tenant, id }, kind] of await unreopenable(harness)) {
      const [before, history] = [await batches.get({ tenant, id }), await batches.timeline({ tenant, id })];
      assert.deepEqual(await batches.reopen({ tenant, id }, reopening), { kind });
      assert.deepEqual(await batches.get({ tenant, id }), before);
      assert.deepEqual(await batches.timeline({ tenant, id }), history);
    }
  },

  'what does not reopen takes nobody his step': async (harness) => {
    const { batches } = harness.store;
    for (const [batch] of await unreopenable(harness)) {
      const step = await dueStep(harness, batch, hourMs);
      await batches.reopen(batch, reopening);
      assert.equal(await dueStep(harness, batch), undefined);
      if (step) assert.equal(await batches.renew(step, hourMs), true);
    }
  },

  'a batch of another tenant is absent, like one that does not exist': async (harness) => {
    const { store, freshId } = harness;
    const batch = await endedBatch(harness);
    const before = await readBatch(harness, batch);
    for (const key of [
      { tenant: freshId(), id: batch.id },
      { tenant: batch.tenant, id: freshId() },
    ]) {
      assert.deepEqual(await store.batches.reopen(key, reopening), { kind: 'absent' });
    }
    assert.deepEqual(await readBatch(harness, batch), before);
  },

  'a replay answers that the batch is live and changes nothing': async (harness) => {
    const { store, clock } = harness;
    const batch = await endedBatch(harness);
    const reopened = await reopen(harness, batch);
    const step = await takeStep(harness, batch);
    clock.advance(10);
    const again = { ...reopening, selection: { outcomes: ['succeeded'] as const }, windowMs: 1 };
    assert.deepEqual(await store.batches.reopen(batch, again), { kind: 'live' });
    assert.deepEqual(await readBatch(harness, batch), reopened);
    assert.equal(await store.batches.renew(step, hourMs), true);
  },

  'adds the event to the history, once for each reopening that was done': async (harness) => {
    const { store, clock } = harness;
    const batch = await endedBatch(harness);
    const before = await store.batches.timeline(batch);
    clock.advance(10);
    await reopen(harness, batch);
    await store.batches.reopen(batch, reopening);
    const added = (await store.batches.timeline(batch)).slice(before.length);
    assert.deepEqual(
      added.map(({ kind, at }) => [kind, at]),
      [['reopened', clock.now()]],
    );
  },

  'the selection stays until an advance says that it is done with': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness);
    await reopen(harness, batch);
    const first = await takeStep(harness, batch);
    assert.deepEqual(first.batch.requeue, reopening.selection);
    await store.batches.advance(first, { phase: 'in_progress', dueInMs: 0 });
    const second = await takeStep(harness, batch);
    assert.deepEqual(second.batch.requeue, reopening.selection);
    await store.batches.advance(second, { phase: 'in_progress', dueInMs: 0, requeued: true });
    assert.equal((await readBatch(harness, batch)).requeue, null);
    assert.equal((await takeStep(harness, batch)).batch.requeue, null);
  },

  'a selection of all requests names no seqs': async (harness) => {
    const batch = await endedBatch(harness);
    const selection = { outcomes: ['failed', 'expired'] } as const;
    await harness.store.batches.reopen(batch, { ...reopening, selection });
    assert.deepEqual((await readBatch(harness, batch)).requeue, selection);
  },

  'what is requeued is handed out at once, until the new deadline': async (harness) => {
    const { store, clock } = harness;
    const batch = await endedBatch(harness);
    clock.advance(100 * hourMs);
    await reopen(harness, batch);
    assert.equal(await tryClaim(harness, batch), undefined, 'nothing is open');
    const step = await takeStep(harness, batch);
    await store.shards.requeue(step, await requeueOf(harness, batch));
    const [lane] = await lanesOf(harness, batch);
    assert.deepEqual([lane?.open, lane?.deadlineAt], [2, clock.now() + reopening.windowMs]);
    const taken = await claim(harness, batch);
    assert.deepEqual([taken.seqs, taken.deadlineInMs], [[[5, 7]], reopening.windowMs]);
    assert.equal(await store.batches.advance(step, { phase: 'in_progress', dueInMs: hourMs, requeued: true }), true);
    assert.equal(await dueStep(harness, batch), undefined);
    await store.shards.settle(ending(taken, [[5, 7]]));
    assert.ok(await dueStep(harness, batch));
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, succeeded: 7, deadLettered: 1 }));
  },

  'nothing to requeue leaves the batch due now': async (harness) => {
    const batch = await endedBatch(harness);
    await reopen(harness, batch);
    const to = { phase: 'in_progress', dueInMs: hourMs, requeued: true } as const;
    await harness.store.batches.advance(await takeStep(harness, batch), to);
    assert.ok(await dueStep(harness, batch));
  },

  'a reopened batch can be cancelled, and reopened again': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness, { phase: 'cancelled' });
    await reopen(harness, batch);
    const step = await takeStep(harness, batch);
    await store.shards.requeue(step, await requeueOf(harness, batch));
    assert.notEqual((await store.batches.requestCancel(batch))?.cancelRequestedAt, null);
    assert.equal(await tryClaim(harness, batch), undefined);
    assert.equal(await store.batches.advance(step, { phase: 'in_progress', dueInMs: hourMs }), true);
    const last = await takeStep(harness, batch);
    assert.equal(await store.shards.withdraw(last, 'cancelled', { shards: 9, held: true }), 2);
    await store.batches.advance(last, { phase: 'completed', dueInMs: 0 });
    assert.equal((await readBatch(harness, batch)).phase, 'cancelled');
    assert.equal((await reopen(harness, batch)).revision, 3);
  },

  'a batch in another revision than was said is left as it is, live or ended': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness);
    const before = await readBatch(harness, batch);
    for (const revision of [0, 2]) {
      assert.deepEqual(await store.batches.reopen(batch, { ...reopening, revision }), { kind: 'changed' });
      assert.deepEqual(await readBatch(harness, batch), before);
    }
    assert.equal((await store.batches.reopen(batch, { ...reopening, revision: 1 })).kind, 'reopened');
    assert.equal((await store.batches.reopen(batch, { ...reopening, revision: 1 })).kind, 'changed');
    assert.equal((await store.batches.reopen(batch, { ...reopening, revision: 2 })).kind, 'live');
  },

  'of reopenings at once one is done, and the others find the batch live': async (harness) => {
    const { store } = harness;
    const batch = await endedBatch(harness);
    const answers = await Promise.all(Array.from({ length: 8 }, () => store.batches.reopen(batch, reopening)));
    const kinds = answers.map(({ kind }) => kind).toSorted();
    assert.deepEqual(kinds, [...Array.from({ length: 7 }, () => 'live'), 'reopened']);
    assert.equal((await readBatch(harness, batch)).revision, 2);
    const history = await store.batches.timeline(batch);
    assert.equal(history.filter(({ kind }) => kind === 'reopened').length, 1);
  },

  'beside a purge either the batch is reopened and keeps everything, or it is purged': async (harness) => {
    const { store } = harness;
    for (let round = 0; round < 8; round++) {
      const batch = await endedBatch(harness);
      const step = await takeStep(harness, batch);
      const early = round % 2 === 0 ? store.batches.reopen(batch, reopening) : undefined;
      const purging = store.shards.purge(step, { shards: 100 });
      const [answer, gone] = await Promise.all([early ?? store.batches.reopen(batch, reopening), purging]);
      const { purgedAt, revision } = await readBatch(harness, batch);
      const kept = (await readSettlements(harness, batch.id)).length;
      const seen = [answer.kind, gone, purgedAt !== null, revision, kept];
      const possible = answer.kind === 'reopened' ? ['reopened', 'lost', false, 2, 2] : ['purged', 1, true, 1, 0];
      assert.deepEqual(seen, possible);
    }
  },
});
