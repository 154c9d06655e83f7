import { expect, test } from 'vitest';
import { VirtualClock } from '../../../../test/loops/virtual-clock.ts';
import { createMemoryStore } from '../memory/index.ts';
import { defaultPools } from '../policy/index.ts';
import type { NewBatch, Store } from '../store/index.ts';
import { FleetSampler } from './fleet-series.ts';

const HOUR_MS = 3_600_000;
let batches = 0;

function createBatch(store: Store): Promise<unknown> {
  const asked = { inputFileId: 'file-1', endpoint: '/v1/embeddings', window: '1h', windowMs: HOUR_MS, metadata: null };
  const settings = { version: 1, maxAttempts: 1, requestTimeoutMs: 1, mixedModels: false, maxRequests: 1 } as const;
  const batch: NewBatch = {
    ...{ id: `batch_${batches++}`, tenant: 'acme', user: null, ...asked, priority: 1, fingerprint: '' },
    ...{ settings: { ...settings, outputExpiresAfterMs: null }, permissions: {} },
  };
  return store.batches.create(batch);
}

interface Scene {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly sampler: FleetSampler;
  readonly closed: AbortController;
  readonly troubles: readonly unknown[];
  reads(): number;
}

function scene(): Scene {
  const clock = new VirtualClock();
  const store = createMemoryStore({ now: () => clock.now() });
  let reads = 0;
  const list = async () => {
    reads++;
    return store.fleet.list();
  };
  const closed = new AbortController();
  const troubles: unknown[] = [];
  const sampler = new FleetSampler({
    ...{ store: { ...store, fleet: { ...store.fleet, list } }, pools: defaultPools, clock },
    ...{ closing: closed.signal, onTrouble: (trouble) => troubles.push(trouble) },
  });
  return { clock, store, sampler, closed, troubles, reads: () => reads };
}

test('nothing is sampled until somebody asks, and no longer than an hour after the last', async () => {
  const { clock, sampler, reads } = scene();
  await clock.pass(60_000);
  expect(reads()).toBe(0);
  expect((await clock.until(sampler.series())).points).toHaveLength(1);
  await clock.pass(3 * HOUR_MS);
  const after = reads();
  expect(after).toBeGreaterThan(350);
  expect(after).toBeLessThan(370);
  await clock.pass(HOUR_MS);
  expect(reads()).toBe(after);
});

test('one who was told to keep it has the last hour, and no more, for whoever asks', async () => {
  const { clock, sampler, closed } = scene();
  sampler.keep();
  await clock.pass(3 * HOUR_MS);
  const { spanMs, points } = await clock.until(sampler.series());
  expect(spanMs).toBe(10_000);
  expect(points.length).toBeGreaterThan(355);
  expect(points.length).toBeLessThanOrEqual(360);
  expect(clock.now() - (points.at(-1)?.at ?? 0)).toBeLessThanOrEqual(10_000);
  closed.abort();
  await clock.until(sampler.ended());
  expect(clock.sleepers).toBe(0);
});

test('a point tells what waits and since when, and what each pool has, wants and costs', async () => {
  const { clock, store, sampler } = scene();
  await createBatch(store);
  await clock.pass(30_000);
  await createBatch(store);
  for (const id of ['one', 'other']) {
    await store.workers.beat({
      ...{ id, pool: 'dedicated', models: ['m'], contextTokens: {}, capacity: 4, inFlight: 3, version: '1' },
      ...{ engines: [], throughput: {}, readyMs: null, livesMs: 60_000, ended: { requests: 0, tokens: 0 } },
    });
  }
  const { points } = await clock.until(sampler.series());
  expect(points).toEqual([
    {
      ...{ at: clock.now(), queueBatches: 2, queueRequests: 0, queueAgeMs: 30_000 },
      pools: {
        spot: expect.objectContaining({ liveReplicas: 0, requestsPerSecond: 0, costPerHour: 0 }),
        dedicated: {
          ...{ liveReplicas: 2, desiredReplicas: 0, inFlight: 6, slots: 8, costPerHour: 8 },
          ...{ requestsPerSecond: null, tokensPerSecond: null },
        },
      },
    },
  ]);
});

test('a store that is away leaves a gap and is told of', async () => {
  const { clock, store, sampler, troubles } = scene();
  const backlog = store.batches.backlog;
  await clock.until(sampler.series());
  Object.assign(store.batches, { backlog: () => Promise.reject(new Error('away')) });
  await clock.pass(25_000);
  Object.assign(store.batches, { backlog });
  await clock.pass(10_000);
  const { points } = await clock.until(sampler.series());
  expect([points.length, troubles.length]).toEqual([2, 2]);
});

test('a store that never answers does not keep a process from its end', async () => {
  const { store, sampler, closed, troubles } = scene();
  Object.assign(store.batches, { backlog: () => new Promise(() => {}) });
  sampler.keep();
  closed.abort();
  await sampler.ended();
  expect(troubles).toEqual([]);
});
