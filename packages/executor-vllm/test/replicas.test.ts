import { createVllmExecutor } from '@spillway/executor-vllm';
import { startEngine } from '@spillway/simulator/engine';
import { describe, expect, it } from 'vitest';
import { execute, executeMany, until } from './executions.ts';
import { ManualClock } from './manual-clock.ts';
import { json, models, ScriptedServer } from './scripted-server.ts';

const instant = { speed: Number.POSITIVE_INFINITY };
const path = '/v1/chat/completions';
const healthy = { '/health': json(200, {}), '/v1/models': models('spillway-sim') };

describe('several replicas', () => {
  it('share what is in flight evenly', async () => {
    await using a = await startEngine({ ...instant, faults: { hang: 1 } });
    await using b = await startEngine({ ...instant, faults: { hang: 1 } });
    await using executor = createVllmExecutor({ engines: [a.url, b.url] });
    await executor.ready();
    await until(() => executor.pressure().healthyEngines === 2);
    const verdicts = executeMany(executor, 40);
    await until(() => a.stats().received + b.stats().received === 40);
    expect(executor.pressure().inFlight).toBe(40);
    expect(a.stats().received).toBe(20);
    await executor[Symbol.asyncDispose]();
    await verdicts;
  });

  it('take turns while nothing is in flight', async () => {
    await using a = await startEngine(instant);
    await using b = await startEngine(instant);
    await using executor = createVllmExecutor({ engines: [a.url, b.url] });
    await until(() => executor.pressure().healthyEngines === 2);
    for (let nth = 0; nth < 6; nth++) await execute(executor);
    expect([a.stats().received, b.stats().received]).toEqual([3, 3]);
  });

  it('answer all requests while one of them is dead', async () => {
    await using a = await startEngine(instant);
    await using b = await startEngine(instant);
    await using executor = createVllmExecutor({ engines: [a.url, b.url] });
    await executor.ready();
    await until(() => executor.pressure().healthyEngines === 2);
    await a.crash();
    const first = await executeMany(executor, 10);
    expect(first.filter(({ kind }) => kind === 'answered').length).toBeGreaterThanOrEqual(5);
    await until(() => executor.pressure().healthyEngines === 1);
    const second = await executeMany(executor, 10);
    expect(second.every(({ kind }) => kind === 'answered')).toBe(true);
  });

  it('serve each model where it is', async () => {
    await using a = await startEngine({ ...instant, models: ['spillway-sim'] });
    await using b = await startEngine({ ...instant, models: ['other'] });
    await using executor = createVllmExecutor({ engines: [a.url, b.url] });
    await until(() => executor.models().length === 2);
    expect((await executeMany(executor, 6)).map(({ engine }) => engine)).toEqual(Array(6).fill(a.url));
  });

  it('are asked elsewhere while one says that it is full', async () => {
    await using full = await startEngine({ ...instant, faults: { status429: 1, retryAfterSeconds: 5 } });
    await using free = await startEngine(instant);
    const clock = new ManualClock();
    await using executor = createVllmExecutor({ engines: [full.url, free.url], clock });
    await until(() => executor.pressure().healthyEngines === 2);
    for (let nth = 0; nth < 20; nth++) await execute(executor);
    expect(full.stats().received).toBe(1);
    clock.advance(5_000);
    for (let nth = 0; nth < 2; nth++) await execute(executor);
    expect(full.stats().received).toBe(2);
  });
});

describe('an engine that fails every request', () => {
  it('burns attempts only until its breaker opens, then is probed by one request at a time', async () => {
    await using server = await ScriptedServer.start({ ...healthy, [path]: json(502, {}) });
    const clock = new ManualClock();
    await using executor = createVllmExecutor({
      engines: [server.url],
      clock,
      breaker: { failures: 3, openMs: 1_000 },
    });
    await executor.ready();
    for (let nth = 0; nth < 3; nth++) {
      expect(await execute(executor)).toMatchObject({ kind: 'failed', reason: 'server_error' });
    }
    expect(executor.engines()[0]).toMatchObject({ healthy: false, reason: 'HTTP 502: {}' });
    expect(await execute(executor)).toMatchObject({ kind: 'unreachable', sent: false, engine: null });
    expect(server.posts).toHaveLength(3);

    clock.advance(1_000);
    expect(executor.pressure().healthyEngines).toBe(1);
    expect(executor.models()).toHaveLength(1);
    const probes = await executeMany(executor, 5);
    expect(probes.every((verdict) => verdict.kind === 'unreachable' && !verdict.sent)).toBe(true);
    expect(server.posts).toHaveLength(4);

    server.script = { ...server.script, [path]: json(200, {}) };
    clock.advance(2_000);
    expect((await execute(executor)).kind).toBe('answered');
    expect(executor.engines()[0]).toEqual({ url: server.url, healthy: true, queue: expect.anything() });
  });

  it('with 500 works again after the next good look', async () => {
    await using server = await ScriptedServer.start({ ...healthy, [path]: json(500, {}) });
    const clock = new ManualClock();
    const breaker = { failures: 2, openMs: 60_000 };
    await using executor = createVllmExecutor({ engines: [server.url], clock, breaker, healthIntervalMs: 3_000 });
    await executor.ready();
    await execute(executor);
    await execute(executor);
    expect(executor.pressure().healthyEngines).toBe(0);
    clock.advance(3_000);
    await executor.ready();
    expect(executor.engines()[0]?.healthy).toBe(true);
  });

  it('for its key stops at the first, says why, and loses no request', async () => {
    await using server = await ScriptedServer.start({ ...healthy, [path]: json(401, { error: 'Unauthorized' }) });
    const clock = new ManualClock();
    await using executor = createVllmExecutor({ engines: [server.url], clock });
    await executor.ready();
    expect(await execute(executor)).toMatchObject({ kind: 'unreachable', sent: false, engine: server.url });
    expect(await execute(executor)).toMatchObject({ kind: 'unreachable', sent: false, engine: null });
    expect(server.posts).toHaveLength(1);
    expect(executor.engines()[0]?.reason).toBe('refuses the credentials, check the API key (HTTP 401: Unauthorized)');
  });
});

describe('an engine whose health check is slow', () => {
  it('is not given up while it answers requests', async () => {
    await using server = await ScriptedServer.start({ ...healthy, [path]: json(200, {}) });
    const clock = new ManualClock();
    await using executor = createVllmExecutor({ engines: [server.url], clock, healthIntervalMs: 1_000 });
    await executor.ready();
    server.script = { ...server.script, '/health': () => {} };
    const looks = () => server.requests.filter((request) => request.path === '/health').length;
    await until(() => clock.sleepsFor(1_000));
    clock.advance(1_000);
    await until(() => looks() === 2);
    expect((await execute(executor)).kind).toBe('answered');
    clock.advance(5_000);
    await until(() => clock.sleepsFor(1_000));
    expect(executor.engines()[0]?.healthy).toBe(true);
    clock.advance(1_000);
    await until(() => looks() === 3);
    clock.advance(5_000);
    await until(() => executor.engines()[0]?.reason === '/health does not answer');
  });
});
