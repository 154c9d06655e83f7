import assert from 'node:assert/strict';
import type { PoolObservation } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { createBatch, runningBatch } from './batch-under-test.ts';
import { claim } from './claims-under-test.ts';
import { decision, inPool, takeTick } from './fleet-under-test.ts';
import { deferring, ending, releasing } from './flushes.ts';
import { lanesOf } from './lanes-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

const observed: PoolObservation = {
  live: 0,
  throughput: { requestsPerSecond: 2.5, tokensPerSecond: null },
  coldStartMs: 90_000,
  openRequests: 7,
  openTokens: 1_234.5,
};

function somewhere({ freshId }: StoreHarness) {
  return { pool: freshId(), model: freshId() };
}

export const fleetLaws: readonly Law<StoreHarness>[] = lawsOf('fleet', {
  'the first call for a model makes the tick, due now and without memory': async (harness) => {
    const { store, clock } = harness;
    const at = somewhere(harness);
    const tick = await takeTick(harness, at);
    assert.deepEqual([tick.model, tick.asOf, tick.memory], [at.model, clock.now(), null]);
    assert.equal(await store.fleet.claimTick({ model: at.model, leaseMs: 1_000 }), undefined);
    assert.ok(await store.fleet.claimTick({ model: harness.freshId(), leaseMs: 1_000 }));
  },

  'of concurrent callers one takes the tick': async (harness) => {
    const { model } = somewhere(harness);
    const calls = Array.from({ length: 16 }, () => harness.store.fleet.claimTick({ model, leaseMs: 1_000 }));
    const ticks = await Promise.all(calls);
    assert.equal(ticks.filter((tick) => tick !== undefined).length, 1);
  },

  'a holder that lets its lease end is fenced off': async (harness) => {
    const { store, clock } = harness;
    const at = somewhere(harness);
    const stale = await takeTick(harness, at, 1_000);
    clock.advance(999);
    assert.equal(await store.fleet.claimTick({ model: at.model, leaseMs: 1_000 }), undefined);
    clock.advance(1);
    const current = await takeTick(harness, at, 1_000);
    const decided = (memory: number) => decision({ pools: [inPool(at.pool)], memory });
    assert.equal(await store.fleet.decide(stale, decided(1)), false);
    assert.ok(!(await store.fleet.list()).some(({ pool }) => pool === at.pool), 'nothing is decided yet');
    assert.equal(current.memory, null);
    assert.equal(await store.fleet.decide(current, decided(2)), true);
    assert.equal((await takeTick(harness, at)).memory, 2);
  },

  'a decision ends the tick until the next is due': async (harness) => {
    const { store, clock } = harness;
    const at = somewhere(harness);
    const tick = await takeTick(harness, at, 1_000);
    assert.equal(await store.fleet.decide(tick, decision({ nextInMs: 5_000 })), true);
    clock.advance(4_999);
    assert.equal(await store.fleet.claimTick({ model: at.model, leaseMs: 1_000 }), undefined);
    clock.advance(1);
    const next = await takeTick(harness, at);
    assert.notEqual(next.fence, tick.fence);
  },

  'what a decision leaves in memory is handed to the next holder, for its model alone': async (harness) => {
    const { store, clock, freshId } = harness;
    const [at, other] = [somewhere(harness), { model: freshId() }];
    const memory = { rates: { spot: [1, 2.5, null] }, 'a "key"': { deep: [[]] }, escalated: false };
    assert.equal(await store.fleet.decide(await takeTick(harness, at), decision({ memory })), true);
    const lapsing = await takeTick(harness, at, 1_000);
    assert.deepEqual(lapsing.memory, memory);
    assert.equal((await takeTick(harness, other)).memory, null);
    clock.advance(1_000);
    const next = await takeTick(harness, at);
    assert.deepEqual(next.memory, memory, 'a holder that decides nothing leaves the memory as it was');
    assert.equal(await store.fleet.decide(next, decision({ memory: { escalated: true } })), true);
    assert.deepEqual((await takeTick(harness, at)).memory, { escalated: true });
  },

  'a tick may have the empty name, for what concerns no model, and decide about nothing': async (harness) => {
    const { store, clock } = harness;
    clock.advance(60_000);
    const tick = await takeTick(harness, { model: '' });
    const before = await store.fleet.list();
    assert.equal(await store.fleet.decide(tick, decision({ nextInMs: 1_000, memory: [tick.fence] })), true);
    assert.deepEqual(await store.fleet.list(), before);
    clock.advance(1_000);
    assert.deepEqual((await takeTick(harness, { model: '' })).memory, [tick.fence]);
  },

  'a replay of decide answers false and changes nothing': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    const at = { pool: batch.pool, model: batch.model };
    const tick = await takeTick(harness, at);
    const events = [{ batchId: batch.id, event: { kind: 'escalated', text: 'Opened.' } }];
    assert.equal(
      await store.fleet.decide(tick, decision({ events, pools: [inPool(at.pool, { desiredReplicas: 3 })] })),
      true,
    );
    const history = await store.batches.timeline(batch);
    assert.equal(
      await store.fleet.decide(tick, decision({ events, pools: [inPool(at.pool, { desiredReplicas: 4 })], memory: 4 })),
      false,
    );
    assert.deepEqual(await store.batches.timeline(batch), history);
    const standing = (await store.fleet.list()).find(({ pool }) => pool === at.pool);
    assert.equal(standing?.desiredReplicas, 3);
    assert.equal((await takeTick(harness, at)).memory, null);
  },

  'a stale decision opens no lane and recalls nothing': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 4 });
    const elsewhere = { ...batch, pool: harness.freshId() };
    const stale = await takeTick(harness, elsewhere, 1_000);
    clock.advance(1_000);
    await takeTick(harness, elsewhere, 1_000);
    const taken = await claim(harness, batch);
    const parts = {
      pools: [inPool(elsewhere.pool, { permissions: [{ batchId: batch.id, permission: 'all' }] })],
      recalls: [{ batchId: batch.id, pool: batch.pool }],
    };
    assert.equal(await store.fleet.decide(stale, decision(parts)), false);
    assert.deepEqual(await lanesOf(harness, elsewhere), []);
    assert.deepEqual((await store.shards.renew([taken], 1_000)).recalled, []);
  },

  'standing decisions are listed by pool and model, with what they were made from': async (harness) => {
    const { store, clock, freshId } = harness;
    const pools = [freshId(), freshId()].toSorted();
    const models = [freshId(), freshId()].toSorted();
    const expected = pools.flatMap((pool, row) =>
      models.map((model, column) => {
        const standing = { pool, model, desiredReplicas: row * 2 + column, decidedAt: clock.now() };
        return { ...standing, observed: column === 0 ? null : { ...observed, live: row } };
      }),
    );
    for (const model of models.toReversed()) {
      const ofModel = expected.toReversed().filter((standing) => standing.model === model);
      const decided = ofModel.map(({ pool, desiredReplicas, observed }) =>
        inPool(pool, { desiredReplicas, ...(observed && { observed }) }),
      );
      await store.fleet.decide(await takeTick(harness, { model }), decision({ pools: decided }));
    }
    const standing = (await store.fleet.list()).filter(({ pool }) => pools.includes(pool));
    assert.deepEqual(standing, expected);
  },

  'what stands for a pool goes on standing when a decision does not name it': async (harness) => {
    const { store, clock, freshId } = harness;
    const { pool, model } = somewhere(harness);
    const [decidedAt, other] = [clock.now(), freshId()];
    const first = decision({ pools: [inPool(pool, { desiredReplicas: 2 })] });
    await store.fleet.decide(await takeTick(harness, { model }), first);
    clock.advance(10);
    const second = decision({ pools: [inPool(other, { desiredReplicas: 5 })] });
    await store.fleet.decide(await takeTick(harness, { model }), second);
    const standing = (await store.fleet.list()).filter((one) => one.model === model && one.pool === pool);
    assert.deepEqual(standing, [{ pool, model, desiredReplicas: 2, decidedAt, observed: null }]);
  },

  'the last decision about a pool stands, with what it was made from': async (harness) => {
    const { store, clock } = harness;
    const { pool, model } = somewhere(harness);
    const made = [observed, { ...observed, live: 3, openRequests: 0 }, null];
    for (const [desiredReplicas, from] of made.entries()) {
      clock.advance(10);
      const decided = inPool(pool, { desiredReplicas, ...(from && { observed: from }) });
      await store.fleet.decide(await takeTick(harness, { model }), decision({ pools: [decided] }));
      const standing = (await store.fleet.list()).filter((one) => one.pool === pool);
      assert.deepEqual(standing, [{ pool, model, desiredReplicas, decidedAt: clock.now(), observed: from }]);
    }
  },

  'a decision writes the events of its batches': async (harness) => {
    const { store, clock } = harness;
    const batch = await createBatch(harness);
    clock.advance(10);
    const tick = await takeTick(harness, batch);
    const event = { kind: 'escalated', text: 'Opened to "dedicated".' };
    const events = [
      { batchId: batch.id, event },
      { batchId: harness.freshId(), event },
    ];
    assert.equal(await store.fleet.decide(tick, decision({ events })), true);
    const { ordinal: _, ...last } = (await store.batches.timeline(batch)).at(-1) ?? { ordinal: 0 };
    assert.deepEqual(last, { ...event, at: clock.now() });
  },

  'a decision about batches that are gone is taken': async (harness) => {
    const { store, freshId } = harness;
    const { pool, model } = somewhere(harness);
    const tick = await takeTick(harness, { model });
    const batchId = freshId();
    const parts = {
      pools: [inPool(pool, { permissions: [{ batchId, permission: 'all' }] })],
      recalls: [{ batchId, pool }],
    };
    assert.equal(await store.fleet.decide(tick, decision(parts)), true);
  },
});

export const chargeLaws: readonly Law<StoreHarness>[] = lawsOf('charges', {
  'a claim charges its tenant in its pool for each request that is handed out': async (harness) => {
    const { store, freshId } = harness;
    const [spot, dedicated] = [freshId(), freshId()];
    const overrides = { permissions: { [spot]: 'all', [dedicated]: 'all' } as const };
    const batch = await runningBatch(harness, { requests: 10, overrides });
    const other = await runningBatch(harness, { requests: 10, overrides });
    await claim(harness, { ...batch, pool: spot }, { requests: 3, chargePerRequest: 0.125 });
    await claim(harness, { ...batch, pool: spot }, { requests: 100, chargePerRequest: 1 });
    await claim(harness, { ...other, pool: spot }, { requests: 1, chargePerRequest: 7 });
    await claim(harness, { ...other, pool: dedicated }, { requests: 2, chargePerRequest: 3 });
    const byTenant = async (pool: string) =>
      Object.fromEntries((await store.fleet.charges(pool)).map(({ tenant, service }) => [tenant, service]));
    assert.deepEqual(await byTenant(spot), { [batch.tenant]: 7.375, [other.tenant]: 7 });
    assert.deepEqual(await byTenant(dedicated), { [other.tenant]: 6 });
    assert.deepEqual(await byTenant(freshId()), {});
  },

  'nothing but a claim charges': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const taken = await claim(harness, batch, { requests: 10, chargePerRequest: 1 });
    await store.shards.renew([taken], 1_000);
    await store.shards.settle(ending(taken, [[0, 2]]));
    await store.shards.settle(deferring(taken, [[2, 4]]));
    await store.shards.settle(releasing(taken));
    assert.deepEqual(await store.fleet.charges(batch.pool), [{ tenant: batch.tenant, service: 10 }]);
  },

  'concurrent claims charge all of what they take': async (harness) => {
    const { store, freshId } = harness;
    const [pool, tenant] = [freshId(), freshId()];
    const overrides = { tenant, permissions: { [pool]: 'all' } as const };
    const batches = [];
    for (let index = 0; index < 4; index++) {
      batches.push(await runningBatch(harness, { requests: 40, perExtent: 10, overrides }));
    }
    await Promise.all(batches.flatMap((batch) => Array.from({ length: 4 }, () => claim(harness, batch))));
    assert.deepEqual(await store.fleet.charges(pool), [{ tenant, service: 160 }]);
  },
});
