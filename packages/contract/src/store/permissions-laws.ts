import assert from 'node:assert/strict';
import type { Permission } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { type BatchUnderTest, dayMs, leaseMs, newBatch, runningBatch, takeStep } from './batch-under-test.ts';
import { claim, tryClaim } from './claims-under-test.ts';
import { decideNow, inPool } from './fleet-under-test.ts';
import { deferring, releasing } from './flushes.ts';
import { laneDueInMs, lanesOf } from './lanes-under-test.ts';
import { planExtents } from './plan-extents.ts';
import type { StoreHarness } from './store-harness.ts';

/** Decides what the pool may take of the batch's lane. */
async function permit(
  harness: StoreHarness,
  { id, model }: BatchUnderTest,
  pool: string,
  permission: Permission,
): Promise<void> {
  await decideNow(harness, { model }, { pools: [inPool(pool, { permissions: [{ batchId: id, permission }] })] });
}

/** A batch of three extents with one pool of each permission. */
async function batchWithPools(harness: StoreHarness) {
  const [all, returned, none] = [harness.freshId(), harness.freshId(), harness.freshId()];
  const permissions = { [all]: 'all', [returned]: 'returned', [none]: 'none' } as const;
  const batch = await runningBatch(harness, { requests: 30, perExtent: 10, overrides: { permissions } });
  const asked = (pool: string): BatchUnderTest => ({ ...batch, pool });
  return { all: asked(all), returned: asked(returned), none: asked(none), unnamed: asked(harness.freshId()) };
}

export const permissionLaws: readonly Law<StoreHarness>[] = lawsOf('permissions', {
  'a pool that the batch does not name, or names with none, gets nothing': async (harness) => {
    const { none, unnamed } = await batchWithPools(harness);
    for (const batch of [none, unnamed]) {
      assert.equal(await tryClaim(harness, batch), undefined);
      assert.deepEqual(await lanesOf(harness, batch), []);
    }
  },

  'a pool with returned gets only shards that were handed out before': async (harness) => {
    const { store } = harness;
    const { all, returned } = await batchWithPools(harness);
    assert.equal(await tryClaim(harness, returned), undefined);
    const first = await claim(harness, all);
    assert.equal(await tryClaim(harness, returned), undefined);
    await store.shards.settle(releasing(first));
    assert.deepEqual((await claim(harness, returned)).seqs, [[0, 10]]);
    assert.equal(await tryClaim(harness, returned), undefined);
  },

  'a rest that a claim cut off is fresh when its shard was, a deferred shard is not': async (harness) => {
    const { store, clock } = harness;
    const { all, returned } = await batchWithPools(harness);
    const first = await claim(harness, all, { requests: 4 });
    assert.equal(await tryClaim(harness, returned), undefined, 'the rest is fresh');
    await store.shards.settle(deferring(first, [[0, 2]], { afterMs: 100 }));
    clock.advance(100);
    assert.deepEqual((await claim(harness, returned)).seqs, [[0, 2]]);
    await store.shards.settle(releasing(first));
    assert.deepEqual((await claim(harness, returned, { requests: 1 })).seqs, [[2, 3]]);
    assert.deepEqual((await claim(harness, returned)).seqs, [[3, 4]], 'the rest of a returned shard is returned');
  },

  'a lapsed shard is one that was handed out before': async (harness) => {
    const { all, returned } = await batchWithPools(harness);
    await claim(harness, all, { leaseMs: 1_000 });
    assert.equal(await laneDueInMs(harness, returned), 1_000);
    harness.clock.advance(1_000);
    assert.deepEqual((await claim(harness, returned)).seqs, [[0, 2]]);
  },

  'with nothing that the asker may claim, a lane is due at the deadline': async (harness) => {
    const { none, returned } = await batchWithPools(harness);
    assert.equal(await laneDueInMs(harness, returned), dayMs);
    assert.equal(await laneDueInMs(harness, none, { withheld: true }), dayMs);
  },

  'withheld lanes are shown to those who decide': async (harness) => {
    const { all, none, unnamed } = await batchWithPools(harness);
    for (const batch of [none, unnamed]) {
      const [lane] = await lanesOf(harness, batch, { withheld: true });
      assert.deepEqual([lane?.permission, lane?.open], ['none', 30]);
      assert.equal(await tryClaim(harness, batch), undefined);
    }
    assert.equal((await lanesOf(harness, all, { withheld: true }))[0]?.permission, 'all');
  },

  'the fleet opens and closes a lane for its pool': async (harness) => {
    const { all, none } = await batchWithPools(harness);
    await permit(harness, all, none.pool, 'all');
    assert.equal((await lanesOf(harness, none))[0]?.permission, 'all');
    assert.deepEqual((await claim(harness, none)).seqs, [[0, 10]]);
    await permit(harness, all, all.pool, 'none');
    assert.deepEqual(await lanesOf(harness, all), []);
    assert.equal(await tryClaim(harness, all), undefined);
    await permit(harness, all, none.pool, 'returned');
    assert.equal(await tryClaim(harness, none), undefined);
  },

  'a decision about a model leaves the lanes of others alone': async (harness) => {
    const { all, none } = await batchWithPools(harness);
    await permit(harness, { ...all, model: harness.freshId() }, none.pool, 'all');
    assert.equal(await tryClaim(harness, none), undefined);
    const other = await runningBatch(harness, {
      requests: 4,
      overrides: { permissions: { [none.pool]: 'none' } },
    });
    await permit(harness, all, none.pool, 'all');
    assert.equal(await tryClaim(harness, { ...other, pool: none.pool }), undefined);
  },

  'a decision passes over a batch that is not there, and is taken for the others that it names': async (harness) => {
    const { store } = harness;
    const { none } = await batchWithPools(harness);
    const later = newBatch(harness, { permissions: { [none.pool]: 'none' } });
    const permissions = [later, none].map(({ id }) => ({ batchId: id, permission: 'all' as const }));
    await decideNow(harness, none, { pools: [inPool(none.pool, { permissions })] });
    assert.ok(await tryClaim(harness, none));
    await store.batches.create(later);
    const step = await takeStep(harness, later);
    await store.shards.append(step, planExtents({ model: none.model, requests: 4, perExtent: 4 }));
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: dayMs });
    assert.equal(await tryClaim(harness, { ...none, id: later.id }), undefined);
  },

  'one decision opens and closes a lane for several pools': async (harness) => {
    const { all, none, returned } = await batchWithPools(harness);
    const permitted = (pool: string, permission: Permission) =>
      inPool(pool, { permissions: [{ batchId: all.id, permission }] });
    const pools = [permitted(all.pool, 'none'), permitted(none.pool, 'all'), permitted(returned.pool, 'none')];
    await decideNow(harness, all, { pools });
    const shown = await Promise.all(
      [all, none, returned].map(async (batch) => (await lanesOf(harness, batch, { withheld: true }))[0]?.permission),
    );
    assert.deepEqual(shown, ['none', 'all', 'none']);
  },

  'a decision stands until the next one': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 4 });
    await permit(harness, batch, batch.pool, 'none');
    clock.advance(3_600_000);
    const [step] = (await store.batches.claimDue({ limit: 1_000, leaseMs })).filter((s) => s.batchId === batch.id);
    assert.ok(step);
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: dayMs });
    assert.equal(await tryClaim(harness, batch), undefined);
  },
});
