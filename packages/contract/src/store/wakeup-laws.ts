import assert from 'node:assert/strict';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { createBatch, dueStep, runningBatch, takeStep } from './batch-under-test.ts';
import { claim } from './claims-under-test.ts';
import { ending } from './flushes.ts';
import { planExtents } from './plan-extents.ts';
import type { StoreHarness } from './store-harness.ts';

const hourMs = 3_600_000;

/** A batch in progress whose step is held. */
async function heldBatch(harness: StoreHarness) {
  const { store, clock } = harness;
  const batch = await runningBatch(harness, { requests: 4 });
  const taken = await claim(harness, batch, { leaseMs: 10 * hourMs });
  clock.advance(hourMs);
  const step = await takeStep(harness, batch);
  const finish = () => store.shards.settle(ending(taken, [[0, 4]]));
  return { batch, step, finish };
}

export const wakeupLaws: readonly Law<StoreHarness>[] = lawsOf('wake-ups', {
  'a cancel mark that comes during a step makes its advance due now': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    for (const phase of ['validating', 'finalizing'] as const) {
      const step = await takeStep(harness, batch);
      if (phase === 'validating') await store.batches.requestCancel(batch);
      assert.equal(await store.batches.advance(step, { phase, dueInMs: phase === 'validating' ? hourMs : null }), true);
      assert.equal((await dueStep(harness, batch)) !== undefined, phase === 'validating');
      if (phase === 'validating') harness.clock.advance(60_000);
    }
  },

  'the last settlement during a step makes its advance due now': async (harness) => {
    const { batch, step, finish } = await heldBatch(harness);
    await finish();
    assert.equal(await harness.store.batches.advance(step, { phase: 'in_progress', dueInMs: hourMs }), true);
    assert.ok(await dueStep(harness, batch));
  },

  'a wake-up during a step is no less for an advance that asked for never': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    const step = await takeStep(harness, batch);
    await store.batches.requestCancel(batch);
    await store.batches.advance(step, { phase: 'finalizing', dueInMs: null });
    assert.ok(await dueStep(harness, batch));
  },

  'a wake-up is spent by the advance that heeds it': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    await store.batches.requestCancel(batch);
    const step = await takeStep(harness, batch);
    await store.batches.advance(step, { phase: 'finalizing', dueInMs: hourMs });
    assert.equal(await dueStep(harness, batch), undefined);
  },

  'a wake-up makes a held step due, and whoever takes it fences the holder off': async (harness) => {
    const { store } = harness;
    const { batch, step, finish } = await heldBatch(harness);
    await finish();
    const next = await takeStep(harness, batch);
    assert.equal(next.lapses, 0, 'the holder did not lapse');
    assert.equal(await store.batches.advance(step, { phase: 'finalizing', dueInMs: 0 }), false);
    assert.equal(await store.batches.advance(next, { phase: 'finalizing', dueInMs: 0 }), true);
  },

  'renew keeps a wake-up for the advance': async (harness) => {
    const { store } = harness;
    const { batch, step, finish } = await heldBatch(harness);
    await finish();
    assert.equal(await store.batches.renew(step, hourMs), true);
    assert.equal(await dueStep(harness, batch), undefined, 'the step is held');
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: hourMs });
    assert.ok(await dueStep(harness, batch));
  },

  'renew keeps a cancel mark for the advance': async (harness) => {
    const { store } = harness;
    const { batch, step } = await heldBatch(harness);
    await store.batches.requestCancel(batch);
    assert.equal(await store.batches.renew(step, hourMs), true);
    assert.equal(await dueStep(harness, batch), undefined, 'the step is held');
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: hourMs });
    assert.ok(await dueStep(harness, batch));
  },

  'an advance into in_progress with nothing open is due now': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    await store.batches.advance(await takeStep(harness, batch), { phase: 'in_progress', dueInMs: hourMs });
    assert.ok(await dueStep(harness, batch));
  },

  'an advance from another phase into in_progress with a cancel mark is due now': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    const planner = await takeStep(harness, batch);
    const extents = planExtents({ model: batch.model, requests: 3, perExtent: 3 });
    assert.equal(await store.shards.append(planner, extents), 3, 'something is open');
    await store.batches.requestCancel(batch);
    const step = await takeStep(harness, batch);
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: hourMs });
    assert.ok(await dueStep(harness, batch));
  },

  'an advance that would end a batch with a cancel mark otherwise ends it in cancelled, due when it asked': async (
    harness,
  ) => {
    const { store } = harness;
    for (const phase of ['completed', 'expired', 'failed'] as const) {
      const batch = await createBatch(harness);
      const step = await takeStep(harness, batch);
      await store.batches.requestCancel(batch);
      assert.equal(await store.batches.advance(step, { phase, dueInMs: hourMs }), true);
      assert.equal((await store.batches.get(batch))?.phase, 'cancelled');
      assert.equal(await dueStep(harness, batch), undefined);
    }
  },

  'a checkpoint under a cancel mark that was known is due when it asked': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 3 });
    await store.batches.requestCancel(batch);
    await store.batches.advance(await takeStep(harness, batch), { phase: 'in_progress', dueInMs: 1_000 });
    assert.equal(await dueStep(harness, batch), undefined);
    clock.advance(1_000);
    assert.ok(await dueStep(harness, batch));
  },

  'an advance into in_progress with open requests is due when it asked': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 3 });
    assert.equal(await dueStep(harness, batch), undefined);
    clock.advance(hourMs);
    await store.batches.advance(await takeStep(harness, batch), { phase: 'in_progress', dueInMs: 5_000 });
    clock.advance(5_000);
    assert.ok(await dueStep(harness, batch));
  },
});
