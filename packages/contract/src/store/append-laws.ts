import assert from 'node:assert/strict';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { refuses } from '../refuses.ts';
import { createBatch, dayMs, readBatch, takeStep } from './batch-under-test.ts';
import { claim, claims, tryClaim } from './claims-under-test.ts';
import { lanesOf } from './lanes-under-test.ts';
import { planExtents } from './plan-extents.ts';
import { counts } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

/** A validating batch, its step, and extents for it. */
async function planned(harness: StoreHarness, requests: number, perExtent: number) {
  const batch = await createBatch(harness);
  const step = await takeStep(harness, batch, 1_000);
  return { batch, step, extents: planExtents({ model: batch.model, requests, perExtent }) };
}

export const appendLaws: readonly Law<StoreHarness>[] = lawsOf('append', {
  'answers the new total': async (harness) => {
    const { step, extents } = await planned(harness, 1_000, 300);
    assert.equal(await harness.store.shards.append(step, extents.slice(0, 2)), 600);
    assert.equal(await harness.store.shards.append(step, extents.slice(2)), 1_000);
    assert.equal(await harness.store.shards.append(step, []), 1_000);
  },

  'a replay changes nothing': async (harness) => {
    const { store } = harness;
    const { batch, step, extents } = await planned(harness, 10, 4);
    await store.shards.append(step, extents.slice(0, 2));
    assert.equal(await store.shards.append(step, extents.slice(0, 2)), 8);
    assert.equal(await store.shards.append(step, extents.slice(0, 1)), 8);
    assert.equal(await store.shards.append(step, extents), 10);
    assert.equal(await store.shards.append(step, extents), 10);
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: dayMs });
    assert.deepEqual((await readBatch(harness, batch)).counts, counts({ total: 10, open: 10 }));
    const seqs = [];
    for await (const next of claims(harness, batch)) seqs.push(next.seqs);
    assert.deepEqual(seqs, [[[0, 4]], [[4, 8]], [[8, 10]]]);
  },

  'a later holder of the step goes on where the last one stopped': async (harness) => {
    const { store, clock } = harness;
    const { batch, step, extents } = await planned(harness, 12, 4);
    await store.shards.append(step, extents.slice(0, 2));
    clock.advance(1_000);
    const next = await takeStep(harness, batch);
    assert.equal(await store.shards.append(next, extents), 12);
  },

  'a stale fence appends nothing': async (harness) => {
    const { store, clock } = harness;
    const { batch, step, extents } = await planned(harness, 8, 4);
    clock.advance(1_000);
    const next = await takeStep(harness, batch);
    assert.equal(await store.shards.append(step, extents), 'lost');
    assert.equal(await store.shards.append(next, []), 0);
    const unknown = { batchId: harness.freshId(), fence: step.fence };
    assert.equal(await store.shards.append(unknown, extents), 'lost');
  },

  'a cancel mark refuses further extents': async (harness) => {
    const { store } = harness;
    const { batch, step, extents } = await planned(harness, 8, 4);
    await store.shards.append(step, extents.slice(0, 1));
    await store.batches.requestCancel(batch);
    assert.equal(await store.shards.append(step, extents), 'lost');
  },

  'a gap after the total is refused and appends nothing': async (harness) => {
    const { store } = harness;
    const { step, extents } = await planned(harness, 12, 4);
    await refuses(store.shards.append(step, extents.slice(1)), 'invalid_argument');
    await refuses(store.shards.append(step, [extents[0], extents[2]] as typeof extents), 'invalid_argument');
    assert.equal(await store.shards.append(step, []), 0);
  },

  'extents that were refused for a gap are appended once when they come without it': async (harness) => {
    const { store } = harness;
    const { batch, step, extents } = await planned(harness, 12, 4);
    await refuses(store.shards.append(step, [extents[0], extents[2]] as typeof extents), 'invalid_argument');
    assert.equal(await store.shards.append(step, extents), 12);
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: dayMs });
    const seqs = [];
    for await (const next of claims(harness, batch)) seqs.push(next.seqs);
    assert.deepEqual(seqs, [[[0, 4]], [[4, 8]], [[8, 12]]]);
  },

  'shards are invisible until the batch is in progress': async (harness) => {
    const { store } = harness;
    const { batch, step, extents } = await planned(harness, 8, 4);
    await store.shards.append(step, extents);
    assert.equal(await tryClaim(harness, batch), undefined);
    assert.deepEqual(await lanesOf(harness, batch, { withheld: true }), []);
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: dayMs });
    assert.equal((await lanesOf(harness, batch)).length, 1);
  },

  'an extent of several models makes a shard for each': async (harness) => {
    const { store, freshId } = harness;
    const batch = await createBatch(harness);
    const other = freshId();
    const step = await takeStep(harness, batch);
    const extent = { firstSeq: 0, requests: 6, offset: 40, bytes: 600 };
    const models = [
      {
        model: batch.model,
        seqs: [
          [0, 2],
          [3, 4],
        ] as const,
        tokens: 90,
      },
      {
        model: other,
        seqs: [
          [2, 3],
          [4, 6],
        ] as const,
        tokens: 60,
      },
    ];
    assert.equal(await store.shards.append(step, [{ ...extent, models }]), 6);
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: dayMs });
    const first = await claim(harness, batch);
    const second = await claim(harness, { ...batch, model: other });
    assert.deepEqual(
      [first.seqs, first.model, first.extent],
      [
        [
          [0, 2],
          [3, 4],
        ],
        batch.model,
        extent,
      ],
    );
    assert.deepEqual(
      [second.seqs, second.model, second.extent],
      [
        [
          [2, 3],
          [4, 6],
        ],
        other,
        extent,
      ],
    );
  },
});
