import assert from 'node:assert/strict';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { createBatch, dueStep, readBatch, runningBatch, takeStep } from './batch-under-test.ts';
import { claim, refOf, tryClaim } from './claims-under-test.ts';
import { ending, releasing } from './flushes.ts';
import { lanesOf } from './lanes-under-test.ts';
import { counts, readCounts } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

export const cancelLaws: readonly Law<StoreHarness>[] = lawsOf('cancel', {
  'requestCancel marks a live batch, makes it due now and says so in its history': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 4 });
    const before = await readBatch(harness, batch);
    assert.equal(await dueStep(harness, batch), undefined);
    clock.advance(10);
    const marked = { ...before, cancelRequestedAt: clock.now() };
    assert.deepEqual(await store.batches.requestCancel(batch), marked);
    assert.deepEqual(await readBatch(harness, batch), marked);
    assert.ok(await dueStep(harness, batch));
    const last = (await store.batches.timeline(batch)).at(-1);
    assert.deepEqual([last?.kind, last?.at], ['cancel_requested', clock.now()]);
  },

  'a replay of requestCancel changes nothing': async (harness) => {
    const { store, clock } = harness;
    const batch = await createBatch(harness);
    const marked = await store.batches.requestCancel(batch);
    const history = await store.batches.timeline(batch);
    await takeStep(harness, batch);
    clock.advance(10);
    assert.deepEqual(await store.batches.requestCancel(batch), marked);
    assert.deepEqual(await store.batches.timeline(batch), history);
    assert.equal(await dueStep(harness, batch), undefined, 'it is not due again');
  },

  'concurrent cancels mark once': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    await Promise.all(Array.from({ length: 8 }, () => store.batches.requestCancel(batch)));
    const kinds = (await store.batches.timeline(batch)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['created', 'cancel_requested']);
  },

  'a batch that has ended is answered unchanged': async (harness) => {
    const { store } = harness;
    for (const phase of ['failed', 'completed', 'expired', 'cancelled'] as const) {
      const batch = await createBatch(harness);
      await store.batches.advance(await takeStep(harness, batch), { phase, dueInMs: null });
      const before = await readBatch(harness, batch);
      assert.deepEqual(await store.batches.requestCancel(batch), before);
      assert.deepEqual(await readBatch(harness, batch), before);
      assert.equal(await dueStep(harness, batch), undefined);
    }
  },

  'a batch in another revision than was said is answered unchanged': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 3 });
    const before = await readBatch(harness, batch);
    for (const revision of [0, 2]) {
      assert.deepEqual(await store.batches.requestCancel({ ...batch, revision }), before);
      assert.deepEqual(await readBatch(harness, batch), before);
    }
    assert.notEqual((await store.batches.requestCancel({ ...batch, revision: 1 }))?.cancelRequestedAt, null);
  },

  'a cancelled batch hands out nothing': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 30, perExtent: 10 });
    const [released] = [await claim(harness, batch), await claim(harness, batch, { leaseMs: 1_000 })];
    await store.shards.settle(releasing(released));
    clock.advance(1_000);
    await store.batches.requestCancel(batch);
    assert.equal(await tryClaim(harness, batch), undefined);
    assert.deepEqual(await lanesOf(harness, batch), []);
    assert.deepEqual(await lanesOf(harness, batch, { withheld: true }), []);
  },

  'what workers finish after a cancel is recorded': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const taken = await claim(harness, batch);
    await store.batches.requestCancel(batch);
    assert.equal(await store.shards.settle(ending(taken, [[0, 4]])), 'recorded');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 10, open: 6, succeeded: 4 }));
  },

  'renew tells the holder of a claim that its batch was cancelled': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const taken = await claim(harness, batch);
    await store.batches.requestCancel(batch);
    assert.deepEqual(await store.shards.renew([taken], 1_000), { lost: [], closed: [refOf(taken)], recalled: [] });
  },

  'a batch that was cancelled while it was planned hands out nothing in progress either': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    const step = await takeStep(harness, batch);
    const models = [{ model: batch.model, seqs: [[0, 3]] as const, tokens: 90 }];
    await store.shards.append(step, [{ firstSeq: 0, requests: 3, offset: 0, bytes: 300, models }]);
    await store.batches.requestCancel(batch);
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: 60_000 });
    assert.equal(await tryClaim(harness, batch), undefined);
  },
});
