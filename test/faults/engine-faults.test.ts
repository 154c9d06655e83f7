import { createSpillway } from '@spillway/core';
import type { Executor } from '@spillway/core/executor';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { plainRetry } from '@spillway/core/policy';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { type Engine, startEngine } from '@spillway/simulator/engine';
import { expect, test } from 'vitest';
import { ManualClock } from '../../packages/executor-vllm/test/manual-clock.ts';

const REQUESTS = 600;
const TIMEOUT_MS = 500;

test('with a fault in every fifth execution all requests end right: transient faults pass, refusals are kept, none outlives its timeout', async () => {
  await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY, seed: 11 });
  const share = 0.2 / 7;
  engine.setFaults({
    status429: share,
    status503: share,
    status500: share,
    hang: share,
    reset: share,
    truncate: share,
    garbage: share,
    retryAfterSeconds: 0,
  });
  const clock = new ManualClock();
  const executor = createVllmExecutor({ engines: [engine.url], healthTimeoutMs: 3_600_000, clock });
  const lasted = new Set<number>();
  using _ = passTimeouts({ engine, executor, clock });
  await using spillway = await createSpillway({
    store: createMemoryStore(),
    blobs: createMemoryBlobs(),
    workers: [{ executor: timed({ executor, clock, lasted }), concurrency: 64 }],
    requestTimeoutMs: TIMEOUT_MS,
    maxAttempts: 8,
    retry: plainRetry({ baseMs: 5, maxMs: 100 }),
  });
  const requests = Array.from({ length: REQUESTS }, (_, index) => ({
    body: {
      // Every hundredth request is one that the engine will never accept.
      max_tokens: index % 100 === 50 ? -1 : 8,
      messages: [{ role: 'user', content: `question ${index}` }],
    },
  }));
  const outcomes = new Map<string, string>();
  for await (const { customId, outcome, statusCode } of spillway.run(requests, {
    model: 'spillway-sim',
    within: '1h',
  })) {
    expect(outcomes.has(customId)).toBe(false);
    outcomes.set(customId, `${outcome} ${statusCode}`);
  }
  expect(outcomes.size).toBe(REQUESTS);
  for (const [customId, outcome] of outcomes) {
    expect(outcome).toBe(Number(customId) % 100 === 50 ? 'failed 400' : 'succeeded 200');
  }
  expect(lasted).toEqual(new Set([0, TIMEOUT_MS]));
  const { received, faults } = engine.stats();
  expect(received).toBeGreaterThan(REQUESTS * 1.1);
  for (const kind of ['status429', 'status503', 'status500', 'hang', 'reset', 'truncate', 'garbage'] as const) {
    expect(faults[kind] ?? 0).toBeGreaterThan(0);
  }
});

interface Under {
  readonly executor: Executor;
  readonly clock: ManualClock;
}

/** Lets the timeout pass, on a clock that does not move by itself, whenever nothing is in flight but what hangs. */
function passTimeouts({ engine, executor, clock }: Under & { readonly engine: Engine }): Disposable {
  const hanging = (): number => {
    const { faults, aborted } = engine.stats();
    return (faults.hang ?? 0) + (faults.reset ?? 0) - aborted;
  };
  const timer = setInterval(() => {
    if (executor.pressure().inFlight === hanging()) clock.advance(TIMEOUT_MS);
  }, 1);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** The executor, with a note of how long each execution took. */
function timed({ executor, clock, lasted }: Under & { readonly lasted: Set<number> }): Executor {
  return {
    ready: (options) => executor.ready(options),
    models: () => executor.models(),
    pressure: () => executor.pressure(),
    engines: () => executor.engines(),
    async execute(execution) {
      const startedMs = clock.monotonic();
      const verdict = await executor.execute(execution);
      lasted.add(clock.monotonic() - startedMs);
      return verdict;
    },
    [Symbol.asyncDispose]: () => executor[Symbol.asyncDispose](),
  };
}
