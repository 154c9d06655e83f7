import { getEventListeners } from 'node:events';
import { SpillwayError } from '@spillway/core/errors';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { startEngine } from '@spillway/simulator/engine';
import { describe, expect, it } from 'vitest';
import { execute, executeMany, until } from './executions.ts';
import { ManualClock } from './manual-clock.ts';
import { json, models, ScriptedServer } from './scripted-server.ts';

const instant = { speed: Number.POSITIVE_INFINITY };

describe('being ready', () => {
  it('waits for an engine that is not there yet', async () => {
    await using engine = await startEngine(instant);
    await engine.crash();
    const clock = new ManualClock();
    await using executor = createVllmExecutor({ engines: [engine.url], clock });
    let ready = false;
    const waiting = executor.ready().then(() => {
      ready = true;
    });
    await until(() => executor.engines()[0]?.reason?.includes('ECONNREFUSED') === true);
    expect(ready).toBe(false);
    await engine.restart();
    await until(() => clock.sleepsFor(2_000));
    clock.advance(2_000);
    await waiting;
    expect(executor.models()).toEqual([{ id: 'spillway-sim', maxModelTokens: 32_768 }]);
  });

  it('is given up with the reason of each engine when the signal aborts', async () => {
    await using loading = await ScriptedServer.start({ '/health': json(503, { error: { message: 'Loading model' } }) });
    await using executor = createVllmExecutor({ engines: [loading.url] });
    const abort = new AbortController();
    const waiting = executor.ready({ signal: abort.signal });
    await until(() => executor.engines()[0]?.reason?.includes('Loading model') === true);
    abort.abort();
    const error = await waiting.catch((reason: unknown) => reason);
    expect(SpillwayError.is(error, 'unavailable')).toBe(true);
    expect((error as Error).message).toContain(`${loading.url} /health answers HTTP 503: Loading model`);
  });

  it('takes an engine without /health for alive when it lists its models', async () => {
    await using gateway = await ScriptedServer.start({ '/v1/models': models('b', 'a') });
    await using executor = createVllmExecutor({ engines: [`${gateway.url}/v1`] });
    await executor.ready();
    expect(executor.models().map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('does not take a server for an engine that has neither health nor models', async () => {
    await using other = await ScriptedServer.start({});
    await using executor = createVllmExecutor({ engines: [other.url] });
    await until(() => executor.engines()[0]?.reason?.includes('/v1/models answers HTTP 404') === true);
    expect(executor.pressure().healthyEngines).toBe(0);
  });

  it('needs the right key: a wrong one is named as the reason', async () => {
    await using engine = await startEngine({ ...instant, apiKey: 'right' });
    await using wrong = createVllmExecutor({ engines: [engine.url], apiKey: 'wrong' });
    await until(() => wrong.engines()[0]?.reason?.includes('check the API key') === true);
    await using right = createVllmExecutor({ engines: [{ url: engine.url, apiKey: 'right' }], apiKey: 'wrong' });
    await right.ready();
    expect((await execute(right)).kind).toBe('answered');
  });

  it('sees models come and go', async () => {
    await using server = await ScriptedServer.start({ '/health': json(200, {}), '/v1/models': models('old') });
    await using executor = createVllmExecutor({ engines: [server.url], healthIntervalMs: 5 });
    await executor.ready();
    server.script = { ...server.script, '/v1/models': models('new') };
    await until(() => executor.models()[0]?.id === 'new');
    expect(await execute(executor, { model: 'old' })).toMatchObject({ kind: 'unreachable', engine: null, sent: false });
  });

  it('believes what was said of the models of an engine that lists none', async () => {
    await using server = await ScriptedServer.start({ '/health': json(200, {}) });
    await using executor = createVllmExecutor({ engines: [{ url: server.url, models: ['m'] }] });
    await executor.ready();
    expect(executor.models()).toEqual([{ id: 'm', maxModelTokens: null }]);
  });
});

describe('a request', () => {
  const script = {
    '/base/health': json(200, {}),
    '/base/v1/models': models('m'),
    '/base/v1/embeddings': json(200, { usage: { prompt_tokens: 2 } }, { 'x-request-id': 'engine-1' }),
  };

  it('goes to its path under the base with its own bytes, id, trace, key and headers', async () => {
    await using server = await ScriptedServer.start(script);
    const base = `${server.url}/base/v1/`;
    await using executor = createVllmExecutor({ engines: [base], apiKey: 'key', headers: { 'x-team': 'a' } });
    await executor.ready();
    const body = Buffer.from('{"model":"m",  "input":"\\u00e9 1.0"}');
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const request = { requestId: 'batch_req_b1_0', traceparent, path: '/v1/embeddings', model: 'm', body };
    const verdict = await execute(executor, request);
    expect(verdict).toMatchObject({ kind: 'answered', engine: `${server.url}/base`, requestId: 'engine-1' });
    const [received] = server.posts;
    expect(received?.path).toBe('/base/v1/embeddings');
    expect(received?.body.equals(body)).toBe(true);
    expect(received?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: 'Bearer key',
      'x-request-id': 'batch_req_b1_0',
      traceparent,
      'x-team': 'a',
    });
  });

  it.each(['/v1/files', '/v1/embeddings/../files', 'http://elsewhere/v1/embeddings', '/v1/embeddings?x', ''])(
    'for %j never leaves: it is not on the allow list',
    async (path) => {
      await using server = await ScriptedServer.start(script);
      await using executor = createVllmExecutor({ engines: [`${server.url}/base`] });
      await executor.ready();
      const error = await execute(executor, { path, model: 'm' }).catch((reason: unknown) => reason);
      expect(SpillwayError.is(error, 'invalid_argument')).toBe(true);
      expect(server.posts).toEqual([]);
    },
  );

  it('whose signal aborts is preempted, and so are all others of that signal', async () => {
    await using engine = await startEngine({ ...instant, faults: { hang: 1 } });
    await using executor = createVllmExecutor({ engines: [engine.url] });
    await executor.ready();
    const abort = new AbortController();
    const verdicts = executeMany(executor, 30, { signal: abort.signal });
    await until(() => engine.stats().received === 30);
    abort.abort();
    expect(new Set((await verdicts).map(({ kind }) => kind))).toEqual(new Set(['preempted']));
    await until(() => engine.stats().aborted === 30);
    expect(await execute(executor, { signal: abort.signal })).toMatchObject({ kind: 'preempted', engine: null });
  });

  it('leaves no listener on its signal, and many share one', async () => {
    await using engine = await startEngine(instant);
    await using executor = createVllmExecutor({ engines: [engine.url] });
    await executor.ready();
    const { signal } = new AbortController();
    const verdicts = executeMany(executor, 50, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await verdicts;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it.each([
    ['times out', 'failed'],
    ['is aborted', 'preempted'],
  ])('whose broken connection is being looked into ends when it %s', async (how, kind) => {
    await using server = await ScriptedServer.start({
      ...script,
      '/base/v1/completions': (response) => void response.socket?.resetAndDestroy(),
    });
    const clock = new ManualClock();
    await using executor = createVllmExecutor({ engines: [`${server.url}/base`], clock });
    await executor.ready();
    server.script = { ...server.script, '/base/health': () => {} };
    const looks = () => server.requests.filter(({ path }) => path === '/base/health').length;
    const abort = new AbortController();
    const given = { path: '/v1/completions', model: 'm', timeoutMs: 50, signal: abort.signal };
    const verdict = execute(executor, given);
    await until(() => looks() === 2);
    if (how === 'is aborted') abort.abort();
    else clock.advance(50);
    expect((await verdict).kind).toBe(kind);
  });

  it('that waits for a connection ends at its timeout, unsent, and the connection serves the next', async () => {
    await using server = await ScriptedServer.start({ ...script, '/base/v1/completions': () => {} });
    const clock = new ManualClock();
    await using executor = createVllmExecutor({ engines: [`${server.url}/base`], connections: 1, clock });
    await executor.ready();
    const given = { path: '/v1/completions', model: 'm' };
    const sent = execute(executor, { ...given, timeoutMs: 50 });
    const waiting = execute(executor, { ...given, timeoutMs: 20 });
    await until(() => server.posts.length === 1);
    clock.advance(20);
    expect(await waiting).toMatchObject({ kind: 'unreachable', sent: false });
    clock.advance(30);
    expect(await sent).toMatchObject({ kind: 'failed', reason: 'timeout' });
    expect((await execute(executor, { path: '/v1/embeddings', model: 'm' })).kind).toBe('answered');
    expect(server.posts).toHaveLength(2);
  });

  it('is answered by an engine whose answers come in pieces and over several lines', async () => {
    const text = JSON.stringify({ text: 'x'.repeat(300_000) }, null, 2);
    await using server = await ScriptedServer.start({
      ...script,
      '/base/v1/completions': (response) => {
        response.writeHead(200);
        response.write(text.slice(0, 7));
        response.end(text.slice(7));
      },
    });
    await using executor = createVllmExecutor({ engines: [`${server.url}/base`] });
    await executor.ready();
    const verdict = await execute(executor, { path: '/v1/completions', model: 'm' });
    expect(verdict.kind === 'answered' && Buffer.from(verdict.body).toString()).toBe(text.replaceAll('\n', ' '));
  });
});

describe('closing', () => {
  it('preempts what is in flight, ends the looks and refuses to be ready', async () => {
    await using engine = await startEngine({ ...instant, faults: { hang: 1 } });
    const clock = new ManualClock();
    const executor = createVllmExecutor({ engines: [engine.url], clock });
    await executor.ready();
    const verdicts = executeMany(executor, 5);
    await until(() => engine.stats().received === 5);
    await executor[Symbol.asyncDispose]();
    expect((await verdicts).map(({ kind }) => kind)).toEqual(Array(5).fill('preempted'));
    expect(clock.sleepers).toBe(0);
    expect((await execute(executor)).kind).toBe('preempted');
    const error = await executor.ready().catch((reason: unknown) => reason);
    expect(SpillwayError.is(error, 'closed')).toBe(true);
  });

  it('ends a wait for readiness', async () => {
    await using engine = await startEngine(instant);
    await engine.crash();
    const executor = createVllmExecutor({ engines: [engine.url] });
    const waiting = executor.ready().catch((reason: unknown) => reason);
    await executor[Symbol.asyncDispose]();
    expect(SpillwayError.is(await waiting, 'closed')).toBe(true);
  });
});
