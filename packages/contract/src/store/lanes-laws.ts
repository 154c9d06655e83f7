import assert from 'node:assert/strict';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { createBatch, dayMs, readBatch, runningBatch, takeStep } from './batch-under-test.ts';
import { claim } from './claims-under-test.ts';
import { deferring, ending, releasing } from './flushes.ts';
import { laneDueInMs, lanesOf } from './lanes-under-test.ts';
import { tokensPerRequest } from './plan-extents.ts';
import type { StoreHarness } from './store-harness.ts';

export const laneLaws: readonly Law<StoreHarness>[] = lawsOf('lanes', {
  'a lane tells all that allotting needs': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 8, overrides: { priority: 7 } });
    const { createdAt, deadlineAt } = await readBatch(harness, batch);
    clock.advance(10);
    const query = { pool: batch.pool, models: [batch.model], suspects: false, perTenant: 5, limit: 5 };
    assert.deepEqual(await store.shards.lanes(query), {
      asOf: clock.now(),
      lanes: [
        {
          batchId: batch.id,
          model: batch.model,
          tenant: batch.tenant,
          priority: 7,
          deadlineAt,
          createdAt,
          open: 20,
          tokens: 20 * tokensPerRequest,
          dueInMs: 0,
          permission: 'all',
        },
      ],
    });
  },

  'a batch has a lane for each model, and models narrow the answer': async (harness) => {
    const { store, freshId } = harness;
    const batch = await createBatch(harness);
    const step = await takeStep(harness, batch);
    const other = freshId();
    const models = [
      { model: batch.model, seqs: [[0, 2]] as const, tokens: 90 },
      { model: other, seqs: [[2, 6]] as const, tokens: 60 },
    ];
    await store.shards.append(step, [{ firstSeq: 0, requests: 6, offset: 0, bytes: 600, models }]);
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: dayMs });
    const seen = async (asked?: readonly string[]) => {
      const lanes = await lanesOf(harness, batch, asked ? { models: asked } : {});
      return lanes.map(({ model, open, tokens }) => [model, open, tokens]).toSorted();
    };
    const both = [
      [batch.model, 2, 90],
      [other, 4, 60],
    ].toSorted();
    assert.deepEqual(await seen(), both);
    assert.deepEqual(await seen([other, freshId()]), [[other, 4, 60]]);
    assert.deepEqual(await seen([]), []);
  },

  'open and tokens are upper bounds that are exact when no claim is live': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const taken = await claim(harness, batch);
    await store.shards.settle(ending(taken, [[0, 4]]));
    const [during] = await lanesOf(harness, batch);
    assert.ok(during && during.open >= 16 && during.open <= 20, 'held requests count');
    assert.ok(during.tokens >= 16 * tokensPerRequest && during.tokens <= 20 * tokensPerRequest);
    await store.shards.settle(releasing(taken));
    const [after] = await lanesOf(harness, batch);
    assert.deepEqual([after?.open, after?.tokens], [16, 16 * tokensPerRequest]);
  },

  'open and tokens are exact after shards were cut, deferred and emptied': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const first = await claim(harness, batch, { requests: 3 });
    await store.shards.settle(ending(first, [[0, 3]]));
    const second = await claim(harness, batch, { requests: 4 });
    await store.shards.settle(deferring(second, [[3, 5]], { afterMs: 100 }));
    await store.shards.settle(ending(second, [[5, 6]], 'failed'));
    await store.shards.settle(releasing(second));
    clock.advance(100);
    const third = await claim(harness, batch, { requests: 1 });
    await store.shards.settle(releasing(third));
    const [lane] = await lanesOf(harness, batch);
    assert.deepEqual([lane?.open, lane?.tokens], [16, 16 * tokensPerRequest]);
  },

  'a lane without open requests is gone': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 4 });
    await store.shards.settle(ending(await claim(harness, batch), [[0, 4]]));
    assert.deepEqual(await lanesOf(harness, batch, { withheld: true }), []);
  },

  'dueInMs is the wait until something is claimable': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 8 });
    const taken = await claim(harness, batch, { leaseMs: 30_000 });
    assert.equal(await laneDueInMs(harness, batch), 30_000, 'when the lease ends');
    await store.shards.settle(deferring(taken, [[0, 2]], { afterMs: 9_000 }));
    await store.shards.settle(deferring(taken, [[2, 4]], { afterMs: 12_000 }));
    assert.equal(await laneDueInMs(harness, batch), 9_000, 'when the deferral is due');
    clock.advance(9_500);
    assert.equal(await laneDueInMs(harness, batch), 0);
    await claim(harness, batch, { leaseMs: 60_000 });
    assert.equal(await laneDueInMs(harness, batch), 2_500);
    await store.shards.settle(releasing(taken));
    assert.equal(await laneDueInMs(harness, batch), 0, 'released');
  },

  'nothing that is due only after the deadline may be claimed, so dueInMs ends at the deadline': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 8, overrides: { windowMs: 10_000 } });
    const taken = await claim(harness, batch, { leaseMs: 60_000 });
    assert.equal(await laneDueInMs(harness, batch), 10_000, 'of a lease');
    await store.shards.settle({ ...deferring(taken, [[0, 8]], { afterMs: 30_000 }), rest: 'release' });
    harness.clock.advance(1_000);
    assert.equal(await laneDueInMs(harness, batch), 9_000, 'of a deferral');
  },

  'what a tenant has in hands is told when asked: of all its batches, models and pools, as long as the leases live':
    async (harness) => {
      const { store, clock, freshId } = harness;
      const [tenant, pool] = [freshId(), freshId()];
      const ours = { tenant, permissions: { [pool]: 'all' as const } };
      const first = await runningBatch(harness, { requests: 20, perExtent: 10, overrides: ours });
      const second = await runningBatch(harness, { requests: 6, overrides: { tenant } });
      const other = await runningBatch(harness, { requests: 3 });
      const heldOf = async (whose: string) => {
        const query = { pool, models: [first.model], suspects: false, perTenant: 1, limit: 1, held: true };
        const { held } = await store.shards.lanes(query);
        return held?.filter((one) => one.tenant === whose).map(({ requests }) => requests);
      };
      assert.deepEqual(await heldOf(tenant), []);
      const taken = await claim(harness, first, { requests: 4, leaseMs: 30_000 });
      await claim(harness, first, { requests: 5, leaseMs: 60_000, workerId: 'worker-2' });
      const elsewhere = await claim(harness, second);
      await claim(harness, other);
      assert.deepEqual(await heldOf(tenant), [15]);
      assert.deepEqual(await heldOf(other.tenant), [3]);
      await store.shards.settle(ending(taken, [[0, 2]]));
      await store.shards.settle(deferring(taken, [[2, 3]]));
      assert.deepEqual(await heldOf(tenant), [12], 'neither what ended nor what was put off');
      await store.shards.settle(releasing(elsewhere));
      assert.deepEqual(await heldOf(tenant), [6], 'nor what was released');
      clock.advance(30_000);
      assert.deepEqual(await heldOf(tenant), [5], 'nor what lapsed');
      const unasked = await store.shards.lanes({ pool, suspects: false, perTenant: 1, limit: 1 });
      assert.equal(unasked.held, undefined);
    },

  'lanes of one tenant come by priority, deadline and age, at most as many as asked': async (harness) => {
    const { clock, freshId } = harness;
    const [tenant, pool] = [freshId(), freshId()];
    const names: [string, { priority: number; windowMs: number }][] = [
      ['young', { priority: 1, windowMs: dayMs - 10 }],
      ['late', { priority: 1, windowMs: 2 * dayMs }],
      ['old', { priority: 1, windowMs: dayMs }],
      ['high', { priority: 10, windowMs: 3 * dayMs }],
    ];
    const ids = new Map<string, string>();
    for (const [name, overrides] of names.toReversed()) {
      if (name === 'young') clock.advance(10);
      const options = { tenant, permissions: { [pool]: 'all' as const }, ...overrides };
      ids.set((await runningBatch(harness, { requests: 1, overrides: options })).id, name);
    }
    const seen = async (perTenant: number, limit = 100) => {
      const { lanes } = await harness.store.shards.lanes({ pool, suspects: false, perTenant, limit });
      return lanes.map(({ batchId }) => ids.get(batchId));
    };
    assert.deepEqual(await seen(10), ['high', 'old', 'young', 'late']);
    assert.deepEqual(await seen(2), ['high', 'old']);
    assert.deepEqual(await seen(10, 3), ['high', 'old', 'young']);
  },

  'the first lane of every tenant comes before the second of any': async (harness) => {
    const { freshId } = harness;
    const pool = freshId();
    const tenants = [freshId(), freshId(), freshId()];
    for (const [index, tenant] of tenants.entries()) {
      for (let count = 0; count < 3; count++) {
        const overrides = { tenant, priority: 10 - index, permissions: { [pool]: 'all' as const } };
        await runningBatch(harness, { requests: 1, overrides });
      }
    }
    const { lanes } = await harness.store.shards.lanes({ pool, suspects: false, perTenant: 2, limit: 5 });
    const seen = lanes.map(({ tenant }) => tenant);
    assert.equal(lanes.length, 5);
    assert.deepEqual(seen.slice(0, 3).toSorted(), tenants.toSorted());
    assert.equal(new Set(seen.slice(3)).size, 2);
  },
});
