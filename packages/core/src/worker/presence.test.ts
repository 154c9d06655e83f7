import { expect, test } from 'vitest';
import type { EngineQueue, Executor, ServedModel, Verdict } from '../executor/index.ts';
import { createMemoryStore } from '../memory/index.ts';
import type { WorkerBeat } from '../store/index.ts';
import { Presence } from './presence.ts';

const queue: EngineQueue = { waitMs: null, waiting: 7, running: null };

const answered: Verdict = {
  ...{ kind: 'answered', engine: 'http://one:8000', statusCode: 200, requestId: null, body: Buffer.from('{}') },
  usage: { inputTokens: 30, cachedTokens: 0, outputTokens: 5, reasoningTokens: 0 },
};

/** Engines that serve these models and run nothing. */
function executorOf(models: readonly ServedModel[], ready: Promise<void> = Promise.resolve()): Executor {
  let known: readonly ServedModel[] = [];
  const learnt = ready.then(() => {
    known = models;
  });
  return {
    ready: () => learnt,
    models: () => known,
    execute: () => Promise.reject(new Error('nothing runs here')),
    pressure: () => ({ inFlight: 0, waiting: null, healthyEngines: 1 }),
    engines: () => [{ url: 'http://one:8000', healthy: true, queue }],
    async [Symbol.asyncDispose]() {},
  };
}

const options = {
  id: 'worker-1',
  pool: { name: 'spot', preemptible: true, pricePerHour: 1, permission: 'all' },
  pools: [],
  concurrency: 8,
  onTrouble: ({ error }: { readonly error: unknown }) => expect.unreachable(String(error)),
  beatMs: 5_000,
  inFlight: () => 3,
} as const;

/** A turn that never comes. */
async function untilAborted(_: number, signal?: AbortSignal): Promise<void> {
  if (signal && !signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

test('the first beat that can name models does not wait for its turn', async () => {
  const store = createMemoryStore();
  const stop = new AbortController();
  const engine = Promise.withResolvers<void>();
  const beats: (readonly string[])[] = [];
  const workers = {
    ...store.workers,
    async beat(beat: WorkerBeat) {
      beats.push(beat.models);
      if (beats.length === 1) engine.resolve();
      else stop.abort();
    },
  };
  const presence = new Presence({
    ...options,
    store: { ...store, workers },
    executor: executorOf([{ id: 'm', maxModelTokens: null }], engine.promise),
    clock: { now: () => 0, monotonic: () => 0, sleep: untilAborted },
  });
  await presence.keep(stop.signal);
  expect(beats).toEqual([[], ['m']]);
});

test('a beat says which models are served, their contexts where engines say it, what they do, and how fast and how soon they were', async () => {
  const store = createMemoryStore();
  const once = new AbortController();
  const models = [
    { id: 'long', maxModelTokens: 131_072 },
    { id: 'silent', maxModelTokens: null },
  ];
  let nowMs = 0;
  const clock = { now: () => 0, monotonic: () => nowMs, sleep: async () => once.abort() };
  const presence = new Presence({ ...options, store, executor: executorOf(models), clock });
  await Promise.resolve();
  for (let count = 0; count < 3; count++) presence.started('long');
  nowMs = 2_000;
  presence.ready();
  for (let count = 0; count < 3; count++) presence.stopped('long', 20);
  for (let count = 0; count < 3; count++) presence.engineTally.add(answered, nowMs, 1_000);
  nowMs = 3_000;
  presence.ready();
  await presence.keep(once.signal);
  const answers = {
    requestsPerSecond: expect.closeTo(1, 1),
    tokensPerSecond: { in: expect.closeTo(30, 0), out: expect.closeTo(5, 0) },
    latencyMs: { median: expect.closeTo(1_000, -2), p95: expect.closeTo(1_000, -2) },
  };
  expect(await store.workers.list()).toMatchObject([
    { id: 'worker-1', models: ['long', 'silent'], contextTokens: { long: 131_072 }, capacity: 8, inFlight: 3 },
  ]);
  expect((await store.workers.list())[0]).toMatchObject({
    throughput: { long: { requestsPerSecond: expect.closeTo(1.5, 1), tokensPerSecond: expect.closeTo(30, 0) } },
    readyMs: 2_000,
    engines: [{ url: 'http://one:8000', healthy: true, queue, answers }],
    ended: { requests: 3, tokens: 60 },
  });
});
