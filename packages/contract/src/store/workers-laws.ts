import assert from 'node:assert/strict';
import type { EngineAnswers, WorkerBeat } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { runningBatch } from './batch-under-test.ts';
import { claim, refOf, tryClaim } from './claims-under-test.ts';
import { ending } from './flushes.ts';
import { laneDueInMs } from './lanes-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

function beatOf(id: string, overrides: Partial<WorkerBeat> = {}): WorkerBeat {
  return {
    id,
    pool: 'spot',
    models: ['small', 'large'],
    contextTokens: { small: 8_192 },
    capacity: 64,
    inFlight: 3,
    version: '1.2.3',
    engines: [{ url: 'http://one:8000', healthy: true }],
    throughput: { small: { requestsPerSecond: 2.5, tokensPerSecond: 1_200.125 } },
    readyMs: null,
    livesMs: 15_000,
    ...overrides,
  };
}

/** The workers of these ids, as they are listed. */
async function listed({ store }: StoreHarness, ids: readonly string[]) {
  return (await store.workers.list()).filter(({ id }) => ids.includes(id));
}

export const workerLaws: readonly Law<StoreHarness>[] = lawsOf('workers', {
  'a beat records what the worker says of itself': async (harness) => {
    const { store, clock, freshId } = harness;
    const startedAt = clock.now();
    const first = beatOf(freshId());
    await store.workers.beat(first);
    assert.deepEqual(await listed(harness, [first.id]), [{ ...first, startedAt, beatAt: startedAt }]);
    clock.advance(5_000);
    const engines = [{ url: 'http://one:8000', healthy: false, reason: 'HTTP 503' }];
    const throughput = { large: { requestsPerSecond: 0.01, tokensPerSecond: null } };
    const changed = {
      pool: 'dedicated',
      models: [],
      contextTokens: {},
      inFlight: 0,
      engines,
      throughput,
      readyMs: 250,
      ended: { requests: 7, tokens: 1_400.5 },
    };
    const second = beatOf(first.id, changed);
    await store.workers.beat(second);
    assert.deepEqual(await listed(harness, [first.id]), [{ ...second, startedAt, beatAt: clock.now() }]);
  },

  'a beat records what each engine does, and what nobody knows of it': async (harness) => {
    const { store, freshId } = harness;
    const busy: EngineAnswers = {
      requestsPerSecond: 12.5,
      tokensPerSecond: { in: 1_600.125, out: 0.03 },
      latencyMs: { median: 812.5, p95: 4_096.75 },
    };
    const idle: EngineAnswers = { requestsPerSecond: 0, tokensPerSecond: { in: 0, out: 0 }, latencyMs: null };
    const silent = { waitMs: null, waiting: null, running: null };
    const engines = [
      { url: 'http://one:8000', healthy: true, answers: busy, queue: { waitMs: 812.5, waiting: 0, running: 37 } },
      { url: 'http://two:8000', healthy: false, reason: 'HTTP 503', answers: idle, queue: silent },
      { url: 'http://of-an-older-worker:8000', healthy: true },
    ];
    const id = freshId();
    for (const said of [engines, engines.toReversed()]) {
      await store.workers.beat(beatOf(id, { engines: said }));
      assert.deepEqual((await listed(harness, [id]))[0]?.engines, said);
    }
  },

  'a worker is listed as long as its last beat lives': async (harness) => {
    const { store, clock, freshId } = harness;
    const id = freshId();
    await store.workers.beat(beatOf(id, { livesMs: 1_000 }));
    clock.advance(999);
    assert.equal((await listed(harness, [id])).length, 1);
    clock.advance(1);
    assert.equal((await listed(harness, [id])).length, 0);
    await store.workers.beat(beatOf(id, { livesMs: 1_000 }));
    assert.equal((await listed(harness, [id])).length, 1);
  },

  'workers are listed by id': async (harness) => {
    const ids = Array.from({ length: 4 }, () => harness.freshId());
    for (const id of ids.toReversed()) await harness.store.workers.beat(beatOf(id));
    const seen = await listed(harness, ids);
    assert.deepEqual(
      seen.map(({ id }) => id),
      ids.toSorted(),
    );
  },

  'a removed worker is forgotten, and a replay changes nothing': async (harness) => {
    const { store, clock, freshId } = harness;
    const id = freshId();
    await store.workers.beat(beatOf(id));
    for (let round = 0; round < 2; round++) await store.workers.remove(id);
    assert.deepEqual(await listed(harness, [id]), []);
    clock.advance(10);
    await store.workers.beat(beatOf(id));
    assert.equal((await listed(harness, [id]))[0]?.startedAt, clock.now());
  },

  'removing a worker releases its claims at once, without a lapse': async (harness) => {
    const { store, freshId } = harness;
    const [dead, alive] = [freshId(), freshId()];
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const lost = await claim(harness, batch, { workerId: dead });
    const kept = await claim(harness, batch, { workerId: alive });
    assert.equal(await tryClaim(harness, batch), undefined);
    await store.workers.remove(dead);
    assert.equal(await laneDueInMs(harness, batch), 0);
    const again = await claim(harness, batch);
    assert.deepEqual([again.seqs, again.lapses, again.shardId], [[[0, 10]], 0, lost.shardId]);
    assert.equal(await store.shards.settle(ending(lost, [[0, 1]])), 'lost');
    assert.equal(await tryClaim(harness, batch), undefined);
    assert.deepEqual((await store.shards.renew([kept], 1_000)).lost, []);
  },

  'removing a worker makes no suspect of the request that it held': async (harness) => {
    const { store, clock, freshId } = harness;
    const workerId = freshId();
    const batch = await runningBatch(harness, { requests: 1 });
    await claim(harness, batch, { workerId, leaseMs: 1_000 });
    clock.advance(2_000);
    await store.workers.remove(workerId);
    assert.equal((await claim(harness, batch, { suspects: false })).lapses, 0);
  },

  'removing a dead worker ends its leases at once, as lapses': async (harness) => {
    const { store, freshId } = harness;
    const [dead, alive] = [freshId(), freshId()];
    const batch = await runningBatch(harness, { requests: 32, perExtent: 16 });
    await claim(harness, batch, { workerId: dead });
    const kept = await claim(harness, batch, { workerId: alive });
    for (let round = 0; round < 2; round++) await store.workers.remove(dead, { died: true });
    assert.equal(await laneDueInMs(harness, batch), 0);
    assert.deepEqual((await claim(harness, batch, { suspects: false })).seqs, [[0, 2]], 'an eighth of what it held');
    assert.deepEqual((await store.shards.renew([kept], 1_000)).lost, []);
  },

  'removing a dead worker makes a suspect of the single request that it held': async (harness) => {
    const { store, freshId } = harness;
    const workerId = freshId();
    const batch = await runningBatch(harness, { requests: 1 });
    for (let deaths = 1; deaths < 4; deaths++) {
      await claim(harness, batch, { workerId });
      await store.workers.remove(workerId, { died: true });
      assert.equal(await tryClaim(harness, batch, { suspects: false }), undefined);
    }
    assert.equal((await claim(harness, batch)).lapses, 3);
  },

  'a lease that had ended keeps its end when its holder is removed as dead': async (harness) => {
    const { store, clock, freshId } = harness;
    const workerId = freshId();
    const batch = await runningBatch(harness, { requests: 2, perExtent: 1 });
    await claim(harness, batch, { leaseMs: 2_000 });
    await claim(harness, batch, { workerId, leaseMs: 1_000 });
    clock.advance(3_000);
    for (let round = 0; round < 2; round++) await store.workers.remove(workerId, { died: true });
    assert.deepEqual((await claim(harness, batch)).seqs, [[1, 2]], 'it is due since 2,000 ms, the other since 1,000');
    assert.deepEqual((await claim(harness, batch)).seqs, [[0, 1]]);
  },

  'a worker whose beat died keeps its claims until their leases end': async (harness) => {
    const { store, clock, freshId } = harness;
    const workerId = freshId();
    const batch = await runningBatch(harness, { requests: 8 });
    await store.workers.beat(beatOf(workerId, { livesMs: 1_000 }));
    const taken = await claim(harness, batch, { workerId, leaseMs: 5_000 });
    clock.advance(4_999);
    assert.deepEqual(await listed(harness, [workerId]), []);
    assert.equal(await tryClaim(harness, batch), undefined);
    assert.deepEqual((await store.shards.renew([taken], 1_000)).lost, []);
  },

  'a claim of a removed worker is lost to renewals, and what it finished is recorded until another took it': async (
    harness,
  ) => {
    const { store, freshId } = harness;
    const workerId = freshId();
    const batch = await runningBatch(harness, { requests: 10 });
    const taken = await claim(harness, batch, { workerId });
    await store.workers.remove(workerId);
    assert.deepEqual((await store.shards.renew([taken], 1_000)).lost, [refOf(taken)]);
    assert.equal(await store.shards.settle(ending(taken, [[0, 4]])), 'recorded');
    assert.deepEqual((await claim(harness, batch)).seqs, [[4, 10]]);
  },
});

export const identityLaws: readonly Law<StoreHarness>[] = lawsOf('storage identity', {
  'the first candidate is the id of the storage, for everybody': async ({ store, freshId }) => {
    const recorded = await store.identity.claim(freshId());
    const answers = await Promise.all(Array.from({ length: 8 }, () => store.identity.claim(freshId())));
    for (const answer of answers) assert.equal(answer, recorded);
  },
});

export const readinessLaws: readonly Law<StoreHarness>[] = lawsOf('readiness', {
  'ping resolves while the store can serve': async ({ store }) => {
    await store.ping();
  },
});
