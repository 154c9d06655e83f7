import type { Verdict } from '@spillway/core/executor';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { type Engine, type FaultSettings, startEngine } from '@spillway/simulator/engine';
import { describe, expect, it } from 'vitest';
import { execute, executeMany, until } from './executions.ts';
import { ManualClock } from './manual-clock.ts';

/** An instant engine that fails as told, and an executor that is ready to use it, whose timeouts never pass. */
async function failing(
  faults: FaultSettings,
  run: (verdict: Verdict, engine: Engine) => Promise<void> | void,
): Promise<void> {
  await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY, faults });
  await using executor = createVllmExecutor({ engines: [engine.url], clock: new ManualClock() });
  await executor.ready();
  await run(await execute(executor), engine);
}

/** The same for an engine that is too slow: the timeout passes as soon as the engine has the request. */
async function tooSlow(faults: FaultSettings, run: (verdict: Verdict, engine: Engine) => Promise<void>): Promise<void> {
  await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY, faults });
  const clock = new ManualClock();
  await using executor = createVllmExecutor({ engines: [engine.url], clock });
  await executor.ready();
  const verdict = execute(executor, { timeoutMs: 50 });
  await until(() => engine.stats().received === 1);
  clock.advance(49);
  expect(executor.pressure().inFlight).toBe(1);
  clock.advance(1);
  await run(await verdict, engine);
}

describe('an engine that', () => {
  it('answers gives the answer with its usage', () =>
    failing({}, (verdict) => {
      expect(verdict).toMatchObject({ kind: 'answered', statusCode: 200 });
      if (verdict.kind !== 'answered') return;
      const body = JSON.parse(Buffer.from(verdict.body).toString());
      expect(body.choices).toHaveLength(1);
      expect(verdict.usage).toMatchObject({
        inputTokens: body.usage.prompt_tokens,
        outputTokens: body.usage.completion_tokens,
      });
      expect(verdict.requestId).toBe(body.id);
    }));

  it('answers 429 is busy for as long as it says', () =>
    failing({ status429: 1, retryAfterSeconds: 7 }, (verdict) =>
      expect(verdict).toMatchObject({ kind: 'busy', statusCode: 429, retryAfterMs: 7_000 }),
    ));

  it('answers 503 with Retry-After is busy for as long as it says', () =>
    failing({ status503: 1, retryAfterSeconds: 2 }, (verdict) =>
      expect(verdict).toMatchObject({ kind: 'busy', statusCode: 503, retryAfterMs: 2_000 }),
    ));

  it('answers 500 fails the request, with the body', () =>
    failing({ status500: 1 }, (verdict) => {
      expect(verdict).toMatchObject({ kind: 'failed', reason: 'server_error', statusCode: 500 });
      expect(JSON.parse(Buffer.from((verdict as { body: Uint8Array }).body).toString())).toHaveProperty('error');
    }));

  it('hangs fails the request at its timeout and sees the connection go', () =>
    tooSlow({ hang: 1 }, async (verdict, engine) => {
      expect(verdict).toMatchObject({ kind: 'failed', reason: 'timeout' });
      await until(() => engine.stats().aborted === 1);
    }));

  it('resets the connection and lives on fails the request', () =>
    failing({ reset: 1 }, (verdict) => expect(verdict).toMatchObject({ kind: 'failed', reason: 'reset' })));

  it('cuts its answer short and lives on fails the request', () =>
    failing({ truncate: 1 }, (verdict) =>
      expect(verdict).toMatchObject({ kind: 'failed', reason: 'truncated', statusCode: 200 }),
    ));

  it('answers garbage fails the request', () =>
    failing({ garbage: 1 }, (verdict) => expect(verdict).toMatchObject({ kind: 'failed', reason: 'garbage' })));

  it('drips its answer beyond the timeout fails the request at its timeout', () =>
    tooSlow({ drip: 1, dripMs: 20 }, async (verdict, engine) => {
      expect(verdict).toMatchObject({ kind: 'failed', reason: 'timeout' });
      await until(() => engine.stats().aborted === 1);
    }));

  it('dies under the request is unreachable, and the request is a suspect', () =>
    failing({ crash: 1 }, (verdict) => expect(verdict).toMatchObject({ kind: 'unreachable', sent: true })));
});

describe('an engine with all faults at once', () => {
  it('ends every execution with the verdict that its own count of faults says, one that hangs at its timeout', async () => {
    const share = 0.03;
    const faults = {
      // So few that it is not taken for one without room, whose requests are not even sent.
      status429: 0.01,
      status503: 0.01,
      status500: share,
      reset: share,
      truncate: share,
      garbage: share,
    };
    const timeoutMs = 2_000;
    await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY, faults: { ...faults, hang: 0.02 } });
    const clock = new ManualClock();
    const patient = { breaker: { failures: 1_000 }, healthTimeoutMs: 3_600_000, clock };
    await using executor = createVllmExecutor({ engines: [engine.url], ...patient });
    await executor.ready();
    const counts = new Map<string, number>();
    const lasted = new Set<number>();
    const lane = async (): Promise<void> => {
      for (let nth = 0; nth < 20; nth++) {
        const startedMs = clock.monotonic();
        const verdict = await execute(executor, { timeoutMs });
        lasted.add(clock.monotonic() - startedMs);
        const name =
          'reason' in verdict ? verdict.reason : 'statusCode' in verdict ? String(verdict.statusCode) : verdict.kind;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    };
    let over = false;
    const lanes = Promise.all(Array.from({ length: 32 }, lane)).finally(() => {
      over = true;
    });
    const hanging = (): number => (engine.stats().faults.hang ?? 0) - (counts.get('timeout') ?? 0);
    // Time goes on when nothing else can.
    while (!over) {
      await until(() => over || (hanging() > 0 && hanging() === executor.pressure().inFlight));
      clock.advance(timeoutMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await lanes;
    const { faults: happened } = engine.stats();
    expect(Object.fromEntries(counts)).toEqual({
      200: 640 - Object.values(happened).reduce((sum, count) => sum + count, 0),
      429: happened.status429,
      503: happened.status503,
      server_error: happened.status500,
      reset: happened.reset,
      truncated: happened.truncate,
      garbage: happened.garbage,
      timeout: happened.hang,
    });
    expect(lasted).toEqual(new Set([0, timeoutMs]));
  });
});

describe('an engine that crashes and comes back', () => {
  it('makes what was in flight suspect, takes nothing while it is away, and works again', async () => {
    await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY, faults: { hang: 1 } });
    await using executor = createVllmExecutor({ engines: [engine.url], healthIntervalMs: 10 });
    await executor.ready();
    const inFlight = executeMany(executor, 20);
    await until(() => engine.stats().received === 20);
    await engine.crash();
    expect((await inFlight).map((verdict) => verdict)).toEqual(
      Array.from({ length: 20 }, () => expect.objectContaining({ kind: 'unreachable', sent: true })),
    );
    expect(await execute(executor)).toMatchObject({ kind: 'unreachable', sent: false, engine: null });
    expect(executor.engines()).toMatchObject([
      { url: engine.url, healthy: false, reason: expect.stringContaining('ECONNREFUSED'), queue: { waiting: null } },
    ]);
    expect(executor.pressure()).toEqual({ inFlight: 0, waiting: null, healthyEngines: 0, capacity: 0 });
    engine.setFaults({});
    await engine.restart();
    await executor.ready();
    expect((await execute(executor)).kind).toBe('answered');
  });
});
