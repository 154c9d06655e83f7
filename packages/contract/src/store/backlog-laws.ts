import assert from 'node:assert/strict';
import type { Backlog } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { type BatchUnderTest, createBatch, readBatch, runningBatch, takeStep } from './batch-under-test.ts';
import { claim } from './claims-under-test.ts';
import { endedBatch, reopen } from './ended-batch-under-test.ts';
import { deferring, ending } from './flushes.ts';
import { planExtents } from './plan-extents.ts';
import type { StoreHarness } from './store-harness.ts';

/** The sum of what is open of the batches, as `get` shows it. */
async function openOf(harness: StoreHarness, batches: readonly BatchUnderTest[]): Promise<number> {
  const read = await Promise.all(batches.map((batch) => readBatch(harness, batch)));
  return read.reduce((sum, { counts }) => sum + counts.open, 0);
}

function backlogOf({ store }: StoreHarness, tenant: string, user?: string): Promise<Backlog> {
  return store.batches.backlog({ tenant, ...(user !== undefined && { user }) });
}

export const backlogLaws: readonly Law<StoreHarness>[] = lawsOf('backlog', {
  'is what is live of one tenant, of one user of it, or of everybody': async (harness) => {
    const { store, freshId } = harness;
    const [ann, bob] = [freshId(), freshId()];
    const everybody = await store.batches.backlog({});
    await runningBatch(harness, { requests: 10, overrides: { tenant: ann, user: 'eve' } });
    await runningBatch(harness, { requests: 20, overrides: { tenant: ann, user: 'eve' } });
    await runningBatch(harness, { requests: 40, overrides: { tenant: ann, user: 'max' } });
    await runningBatch(harness, { requests: 80, overrides: { tenant: ann } });
    await runningBatch(harness, { requests: 160, overrides: { tenant: bob, user: 'eve' } });
    assert.deepEqual(await backlogOf(harness, ann), { batches: 4, requests: 150 });
    assert.deepEqual(await backlogOf(harness, ann, 'eve'), { batches: 2, requests: 30 });
    assert.deepEqual(await backlogOf(harness, ann, freshId()), { batches: 0, requests: 0 });
    assert.deepEqual(await backlogOf(harness, bob, 'eve'), { batches: 1, requests: 160 });
    const { batches, requests } = everybody;
    assert.deepEqual(await store.batches.backlog({}), { batches: batches + 5, requests: requests + 310 });
  },

  'holds a batch from its creation to its end, and again once it is reopened': async (harness) => {
    const { store, freshId } = harness;
    const tenant = freshId();
    assert.deepEqual(await backlogOf(harness, tenant), { batches: 0, requests: 0 });
    const planned = await createBatch(harness, { tenant });
    assert.deepEqual(await backlogOf(harness, tenant), { batches: 1, requests: 0 });
    const step = await takeStep(harness, planned);
    await store.shards.append(step, planExtents({ model: planned.model, requests: 6, perExtent: 3 }));
    assert.deepEqual(await backlogOf(harness, tenant), { batches: 1, requests: 6 });
    await store.batches.requestCancel(planned);
    assert.deepEqual(await backlogOf(harness, tenant), { batches: 1, requests: 6 });
    await store.batches.advance(step, { phase: 'cancelled', dueInMs: null });
    assert.deepEqual(await backlogOf(harness, tenant), { batches: 0, requests: 0 });
    const ended = await endedBatch(harness, { phase: 'finalizing', overrides: { tenant } });
    assert.deepEqual(await backlogOf(harness, tenant), { batches: 1, requests: 0 });
    await store.batches.advance(await takeStep(harness, ended), { phase: 'completed', dueInMs: null });
    assert.deepEqual(await backlogOf(harness, tenant), { batches: 0, requests: 0 });
    await reopen(harness, ended);
    assert.deepEqual(await backlogOf(harness, tenant), { batches: 1, requests: 0 });
  },

  'is never below what is open, and equal to it where no shard is half settled': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const taken = await claim(harness, batch);
    await store.shards.settle(ending(taken, [[0, 4]]));
    const { requests } = await backlogOf(harness, batch.tenant);
    assert.ok(requests >= (await readBatch(harness, batch)).counts.open && requests <= 20);
    await store.shards.settle(ending(taken, [[4, 10]]));
    assert.deepEqual(await backlogOf(harness, batch.tenant), { batches: 1, requests: 10 });
  },

  'is what the batches show as open in the middle of settling, when asked to be exact': async (harness) => {
    const { store, freshId } = harness;
    const [tenant, other] = [freshId(), freshId()];
    const everybody = await store.batches.backlog({ exact: true });
    const first = await runningBatch(harness, { requests: 20, perExtent: 10, overrides: { tenant, user: 'eve' } });
    const second = await runningBatch(harness, { requests: 10, overrides: { tenant } });
    const foreign = await runningBatch(harness, { requests: 10, overrides: { tenant: other, user: 'eve' } });
    const taken = await claim(harness, first);
    await store.shards.settle(ending(taken, [[0, 4]]));
    await store.shards.settle(ending(await claim(harness, first), [[10, 11]], 'deadLettered'));
    await store.shards.settle(ending(await claim(harness, second), [[0, 9]], 'failed'));
    await store.shards.settle(ending(await claim(harness, foreign), [[0, 7]]));
    assert.deepEqual(await store.batches.backlog({ tenant, exact: true }), { batches: 2, requests: 16 });
    assert.deepEqual(await store.batches.backlog({ tenant, user: 'eve', exact: true }), { batches: 1, requests: 15 });
    await store.shards.settle(deferring(taken, [[4, 5]]));
    await store.shards.settle(ending(taken, [[5, 9]]));
    const all = [first, second, foreign];
    assert.equal(await openOf(harness, all), 11 + 1 + 3);
    assert.deepEqual(await store.batches.backlog({ tenant, exact: true }), { batches: 2, requests: 12 });
    const { batches, requests } = await store.batches.backlog({ exact: true });
    assert.deepEqual([batches, requests], [everybody.batches + 3, everybody.requests + (await openOf(harness, all))]);
  },
});
