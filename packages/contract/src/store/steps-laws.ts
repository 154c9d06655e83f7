import assert from 'node:assert/strict';
import type { BatchPlan, BatchUsage, Problem } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { createBatch, dueStep, dueSteps, readBatch, takeDueSteps, takeStep } from './batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

const yearMs = 365 * 86_400_000;

/** Lets nothing be due that was there before. */
async function quieten(harness: StoreHarness): Promise<void> {
  await takeDueSteps(harness, yearMs);
}

export const stepLaws: readonly Law<StoreHarness>[] = lawsOf('steps', {
  'claimDue takes what is due, longest due first, at most as many as asked': async (harness) => {
    const { store, clock } = harness;
    await quieten(harness);
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) {
      ids.push((await createBatch(harness)).id);
      clock.advance(5);
    }
    const first = await store.batches.claimDue({ limit: 2, leaseMs: 1_000 });
    assert.deepEqual(
      first.map(({ batchId }) => batchId),
      ids.slice(0, 2),
    );
    const rest = await store.batches.claimDue({ limit: 2, leaseMs: 1_000 });
    assert.deepEqual(
      rest.map(({ batchId }) => batchId),
      ids.slice(2),
    );
    assert.deepEqual(await store.batches.claimDue({ limit: 2, leaseMs: 1_000 }), []);
  },

  'claimDue takes the longest due first, in whatever order the batches were created': async (harness) => {
    const { store, clock } = harness;
    await quieten(harness);
    const ids: string[] = [];
    for (const dueInMs of [3_000, 1_000, 2_000]) {
      const batch = await createBatch(harness);
      await store.batches.advance(await takeStep(harness, batch), { phase: 'validating', dueInMs });
      ids.push(batch.id);
    }
    clock.advance(5_000);
    // One at a time: steps of other laws may come due meanwhile.
    const taken = (await Array.fromAsync(dueSteps(store, { limit: 1, leaseMs: 60_000 }))).flat();
    const ours = taken.map(({ batchId }) => batchId).filter((id) => ids.includes(id));
    assert.deepEqual(ours, [ids[1], ids[2], ids[0]]);
  },

  'no two holders take one step': async (harness) => {
    const { store } = harness;
    const ids = new Set<string>();
    for (let index = 0; index < 20; index++) ids.add((await createBatch(harness)).id);
    const holders = await Promise.all(
      Array.from({ length: 16 }, () => Array.fromAsync(dueSteps(store, { limit: 3, leaseMs: 60_000 }))),
    );
    const taken = holders.flat(2).map(({ batchId }) => batchId);
    const ours = taken.filter((id) => ids.has(id));
    assert.deepEqual(ours.toSorted(), [...ids].toSorted());
  },

  'a step is not due before its lease ends, and then anybody may take it': async (harness) => {
    const { clock } = harness;
    const batch = await createBatch(harness);
    const first = await takeStep(harness, batch, 1_000);
    clock.advance(999);
    assert.equal(await dueStep(harness, batch), undefined);
    clock.advance(1);
    const second = await takeStep(harness, batch);
    assert.notEqual(second.fence, first.fence);
    assert.equal(second.asOf, clock.now());
  },

  'lapses count the holders in a row that let their lease end; an advance begins again at 0': async (harness) => {
    const { store, clock } = harness;
    const batch = await createBatch(harness);
    for (let lapses = 0; lapses < 3; lapses++) {
      const step = await takeStep(harness, batch, 1_000);
      assert.equal(step.lapses, lapses);
      clock.advance(1_000);
    }
    const last = await takeStep(harness, batch, 1_000);
    assert.equal(last.lapses, 3);
    await store.batches.advance(last, { phase: 'validating', dueInMs: 5_000 });
    clock.advance(5_000);
    assert.equal((await takeStep(harness, batch)).lapses, 0);
  },

  'renew holds the step for another lease from now': async (harness) => {
    const { store, clock } = harness;
    const batch = await createBatch(harness);
    const step = await takeStep(harness, batch, 1_000);
    clock.advance(900);
    assert.equal(await store.batches.renew(step, 1_000), true);
    clock.advance(999);
    assert.equal(await dueStep(harness, batch), undefined);
    clock.advance(1);
    assert.equal((await takeStep(harness, batch)).lapses, 1);
  },

  'a lease or a due time of a fraction of a millisecond is never over early': async (harness) => {
    const { store, clock } = harness;
    const batch = await createBatch(harness);
    const step = await takeStep(harness, batch, 312.5);
    clock.advance(312);
    assert.equal(await dueStep(harness, batch), undefined);
    assert.equal(await store.batches.renew(step, 312.5), true);
    clock.advance(312);
    assert.equal(await dueStep(harness, batch), undefined);
    await store.batches.advance(step, { phase: 'validating', dueInMs: 312.5 });
    clock.advance(312);
    assert.equal(await dueStep(harness, batch), undefined);
    clock.advance(1);
    assert.ok(await dueStep(harness, batch));
  },

  'a stale fence renews and advances nothing': async (harness) => {
    const { store, clock } = harness;
    const batch = await createBatch(harness);
    const stale = await takeStep(harness, batch, 1_000);
    clock.advance(1_000);
    const current = await takeStep(harness, batch, 1_000);
    const before = await readBatch(harness, batch);
    assert.equal(await store.batches.renew(stale, yearMs), false);
    assert.equal(await store.batches.advance(stale, { phase: 'failed', dueInMs: null }), false);
    assert.deepEqual(await readBatch(harness, batch), before);
    assert.equal(await store.batches.advance(current, { phase: 'in_progress', dueInMs: 0 }), true);
  },

  'a replay of advance answers false and changes nothing': async (harness) => {
    const { store, clock } = harness;
    const batch = await createBatch(harness);
    const step = await takeStep(harness, batch);
    const events = [{ kind: 'failed', text: 'It failed.' }];
    assert.equal(await store.batches.advance(step, { phase: 'failed', dueInMs: null, events }), true);
    const [before, history] = [await readBatch(harness, batch), await store.batches.timeline(batch)];
    clock.advance(10);
    assert.equal(await store.batches.advance(step, { phase: 'in_progress', dueInMs: 0, events }), false);
    assert.equal(await store.batches.renew(step, 1_000), false);
    assert.deepEqual(await readBatch(harness, batch), before);
    assert.deepEqual(await store.batches.timeline(batch), history);
  },

  'two holders of one fence advance once': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    const step = await takeStep(harness, batch);
    const advances = Array.from({ length: 8 }, () => store.batches.advance(step, { phase: 'failed', dueInMs: null }));
    const answers = await Promise.all(advances);
    assert.equal(answers.filter(Boolean).length, 1);
  },

  'advance sets what it names and leaves the rest as it is': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    const before = await readBatch(harness, batch);
    const plan: BatchPlan = { blob: 'files/one', bytes: 12, models: ['a', 'b'], customIdIndex: null };
    const problems: Problem[] = [{ code: 'invalid_json', message: 'broken', param: null, line: 3 }];
    const usage: BatchUsage = { inputTokens: 1, cachedTokens: 2, outputTokens: 3, reasoningTokens: 4 };
    await store.batches.advance(await takeStep(harness, batch), { phase: 'validating', dueInMs: 0, plan });
    assert.deepEqual(await readBatch(harness, batch), { ...before, plan });
    await store.batches.advance(await takeStep(harness, batch), { phase: 'validating', dueInMs: 0, problems, usage });
    assert.deepEqual(await readBatch(harness, batch), { ...before, plan, problems, usage });
    const files = { outputFileId: 'file-out', errorFileId: 'file-err' };
    await store.batches.advance(await takeStep(harness, batch), { phase: 'validating', dueInMs: 0, ...files });
    assert.deepEqual(await readBatch(harness, batch), { ...before, plan, problems, usage, ...files });
    await store.batches.advance(await takeStep(harness, batch), {
      phase: 'validating',
      dueInMs: null,
      errorFileId: null,
    });
    assert.deepEqual(await readBatch(harness, batch), {
      ...before,
      plan,
      problems,
      usage,
      ...files,
      errorFileId: null,
    });
  },

  'advance stamps the time of each phase when it is entered': async (harness) => {
    const { store, clock } = harness;
    const batch = await createBatch(harness);
    const at: number[] = [];
    for (const phase of ['in_progress', 'in_progress', 'finalizing', 'completed', 'completed'] as const) {
      clock.advance(100);
      at.push(clock.now());
      await store.batches.advance(await takeStep(harness, batch), { phase, dueInMs: 0 });
    }
    const { inProgressAt, finalizingAt, endedAt, phase } = await readBatch(harness, batch);
    assert.deepEqual([inProgressAt, finalizingAt, endedAt, phase], [at[0], at[2], at[3], 'completed']);
  },

  'a batch is due again when its advance said, or never': async (harness) => {
    const { store, clock } = harness;
    const batch = await createBatch(harness);
    await store.batches.advance(await takeStep(harness, batch), { phase: 'validating', dueInMs: 500 });
    clock.advance(499);
    assert.equal(await dueStep(harness, batch), undefined);
    clock.advance(1);
    await store.batches.advance(await takeStep(harness, batch), { phase: 'completed', dueInMs: null });
    clock.advance(10 * yearMs);
    assert.equal(await dueStep(harness, batch), undefined);
  },
});
