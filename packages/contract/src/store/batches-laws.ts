import assert from 'node:assert/strict';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { readPages } from '../read-pages.ts';
import { refuses } from '../refuses.ts';
import { createBatch, dayMs, dueStep, newBatch, readBatch, runningBatch, takeStep } from './batch-under-test.ts';
import { counts } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

export const batchLaws: readonly Law<StoreHarness>[] = lawsOf('batches', {
  'create records a batch that is validating and due now, as it came': async (harness) => {
    const { store, clock } = harness;
    const batch = newBatch(harness, {
      metadata: { owner: 'ann', note: 'ä "quoted" \n line' },
      priority: 7,
      user: 'eve',
    });
    const { windowMs, permissions, ...asCame } = batch;
    const createdAt = clock.now();
    const created = await store.batches.create(batch);
    assert.deepEqual(created, {
      ...asCame,
      phase: 'validating',
      revision: 1,
      plan: null,
      counts: counts({}),
      deduplicated: 0,
      usage: null,
      outputFileId: null,
      errorFileId: null,
      problems: [],
      createdAt,
      deadlineAt: createdAt + windowMs,
      inProgressAt: null,
      finalizingAt: null,
      endedAt: null,
      cancelRequestedAt: null,
      requeue: null,
      purgedAt: null,
    });
    assert.ok(Object.values(permissions).length > 0);
    assert.deepEqual(await store.batches.get(batch), created);
    const step = await takeStep(harness, batch);
    assert.deepEqual(step.batch, created);
    assert.equal(step.asOf, createdAt);
  },

  'a replay of create answers the existing batch unchanged': async (harness) => {
    const { store, clock } = harness;
    const batch = newBatch(harness);
    await store.batches.create(batch);
    await store.batches.requestCancel(batch);
    const known = await store.batches.get(batch);
    await dueStep(harness, batch);
    clock.advance(10);
    const replayed = await store.batches.create({ ...batch, fingerprint: 'another call', endpoint: '/v1/embeddings' });
    assert.deepEqual(replayed, known);
    assert.deepEqual(await store.batches.get(batch), known);
    assert.equal(await dueStep(harness, batch), undefined, 'it is not due again');
  },

  'concurrent creates of one id make one batch': async (harness) => {
    const { store } = harness;
    const batch = newBatch(harness);
    const created = await Promise.all(
      Array.from({ length: 16 }, (_, index) => store.batches.create({ ...batch, fingerprint: `call ${index}` })),
    );
    for (const one of created) assert.deepEqual(one, created[0]);
    const page = await store.batches.list({ tenant: batch.tenant, limit: 10 });
    assert.equal(page.batches.length, 1);
  },

  'create under the id of another tenant throws conflict': async (harness) => {
    const { store, freshId } = harness;
    const batch = newBatch(harness);
    const known = await store.batches.create(batch);
    await refuses(store.batches.create({ ...batch, tenant: freshId() }), 'conflict');
    assert.deepEqual(await store.batches.get(batch), known);
  },

  'a batch of another tenant is answered like one that does not exist': async (harness) => {
    const { store, freshId } = harness;
    const batch = await createBatch(harness);
    const stranger = { id: batch.id, tenant: freshId() };
    const nobody = { batches: [], hasMore: false };
    assert.equal(await store.batches.get(stranger), undefined);
    assert.equal(await store.batches.requestCancel(stranger), undefined);
    assert.deepEqual(await store.batches.timeline(stranger), []);
    assert.deepEqual(await store.batches.list({ tenant: stranger.tenant, limit: 10 }), nobody);
    assert.deepEqual(await store.batches.list({ tenant: stranger.tenant, after: batch.id, limit: 10 }), nobody);
    assert.equal((await readBatch(harness, batch)).cancelRequestedAt, null);
  },

  'a batch that does not exist is answered with undefined': async (harness) => {
    const { store, freshId } = harness;
    const nothing = { tenant: freshId(), id: freshId() };
    assert.equal(await store.batches.get(nothing), undefined);
    assert.equal(await store.batches.requestCancel(nothing), undefined);
    assert.deepEqual(await store.batches.timeline(nothing), []);
  },

  'batches are listed in the reverse order of their creation, in pages': async (harness) => {
    const { store, clock, freshId } = harness;
    const tenant = freshId();
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) {
      ids.push((await createBatch(harness, { tenant })).id);
      if (index % 2 === 0) clock.advance(1);
    }
    const paged = await readPages(async (position) => {
      const page = await store.batches.list({ tenant, limit: 2, ...position });
      return { keys: page.batches.map(({ id }) => id), hasMore: page.hasMore };
    });
    assert.deepEqual(paged, ids.toReversed());
    const all = await store.batches.list({ tenant, limit: 5 });
    assert.equal(all.hasMore, false);
    assert.deepEqual(all.batches[0], await store.batches.get({ tenant, id: ids[4] as string }));
  },

  'an unknown after answers an empty page': async (harness) => {
    const { store, freshId } = harness;
    const { tenant } = await createBatch(harness);
    const page = await store.batches.list({ tenant, after: freshId(), limit: 10 });
    assert.deepEqual(page, { batches: [], hasMore: false });
  },

  'a page behind a batch of another tenant is empty': async (harness) => {
    const { store, clock } = harness;
    const { tenant } = await createBatch(harness);
    clock.advance(1);
    const foreign = await createBatch(harness);
    const page = await store.batches.list({ tenant, after: foreign.id, limit: 10 });
    assert.deepEqual(page, { batches: [], hasMore: false });
  },

  'counts are zero until the batch is in progress': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    const step = await takeStep(harness, batch);
    const seqs = [[0, 3]] as const;
    const models = [{ model: batch.model, seqs, tokens: 90 }];
    await store.shards.append(step, [{ firstSeq: 0, requests: 3, offset: 0, bytes: 300, models }]);
    assert.deepEqual((await readBatch(harness, batch)).counts, counts({}));
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: dayMs });
    assert.deepEqual((await readBatch(harness, batch)).counts, counts({ total: 3, open: 3 }));
  },

  'counts stay zero when a batch ends before it was in progress': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    const step = await takeStep(harness, batch);
    const models = [{ model: batch.model, seqs: [[0, 3]] as const, tokens: 90 }];
    await store.shards.append(step, [{ firstSeq: 0, requests: 3, offset: 0, bytes: 300, models }]);
    await store.batches.advance(step, { phase: 'failed', dueInMs: null });
    assert.deepEqual((await readBatch(harness, batch)).counts, counts({}));
  },

  'a list shows the counts that get shows': async (harness) => {
    const batch = await runningBatch(harness, { requests: 4 });
    const page = await harness.store.batches.list({ tenant: batch.tenant, limit: 1 });
    assert.deepEqual(page.batches[0]?.counts, counts({ total: 4, open: 4 }));
  },
});
