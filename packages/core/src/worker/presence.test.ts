import { expect, test } from 'vitest';
import type { Executor, ServedModel } from '../executor/index.ts';
import { createMemoryStore } from '../memory/index.ts';
import { Presence } from './presence.ts';

/** Engines that serve these models and run nothing. */
function executorOf(models: readonly ServedModel[]): Executor {
  return {
    async ready() {},
    models: () => models,
    execute: () => Promise.reject(new Error('nothing runs here')),
    pressure: () => ({ inFlight: 0, waiting: null, healthyEngines: 1 }),
    engines: () => [{ url: 'http://one:8000', healthy: true }],
    async [Symbol.asyncDispose]() {},
  };
}

test('a beat says which models are served, and of those whose engines say it how long their context is', async () => {
  const store = createMemoryStore();
  const once = new AbortController();
  const presence = new Presence({
    id: 'worker-1',
    pool: { name: 'spot', preemptible: true, pricePerHour: 1, permission: 'all' },
    pools: [],
    store,
    executor: executorOf([
      { id: 'long', maxModelTokens: 131_072 },
      { id: 'silent', maxModelTokens: null },
    ]),
    concurrency: 8,
    clock: { now: () => 0, monotonic: () => 0, sleep: async () => once.abort() },
    onTrouble: ({ error }) => expect.unreachable(String(error)),
    beatMs: 5_000,
    inFlight: () => 3,
  });
  await presence.keep(once.signal);
  expect(await store.workers.list()).toMatchObject([
    { id: 'worker-1', models: ['long', 'silent'], contextTokens: { long: 131_072 }, capacity: 8, inFlight: 3 },
  ]);
});
