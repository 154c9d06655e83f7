import { expect, test } from 'vitest';
import { ManualEngineClock } from '../../test/manual-engine-clock.ts';
import { type Engine, startEngine } from './engine.ts';
import type { EngineOptions } from './options.ts';

const instant = { speed: Number.POSITIVE_INFINITY };

function ask(engine: Engine, text: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${engine.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: text }] }),
  });
}

/** An engine on a manual clock: a prompt token takes 1 ms, a completion of ten tokens 100 ms alone. */
async function startManual(options: EngineOptions = {}): Promise<{ clock: ManualEngineClock; engine: Engine }> {
  const clock = new ManualEngineClock();
  const engine = await startEngine({
    clock,
    prefillTokensPerSecond: 1_000,
    decodeTokensPerSecond: 100,
    decodeHalvesAtSeqs: 1_000,
    completionTokens: { min: 10, max: 10 },
    ...options,
  });
  return { clock, engine };
}

async function value(engine: Engine, metric: string): Promise<number> {
  const text = await (await fetch(`${engine.url}/metrics`)).text();
  const line = text.split('\n').find((row) => row.startsWith(`vllm:${metric}{`));
  expect(line).toContain('model_name="spillway-sim"');
  return Number(line?.split(' ').at(-1));
}

test('over HTTP a request waits its turn and its service time, and the metrics say so', async () => {
  const { clock, engine } = await startManual({ maxNumSeqs: 2 });
  await using _ = engine;
  const answers = ['one', 'two', 'three'].map((text) => ask(engine, text));
  await expect.poll(() => engine.stats().received).toBe(3);
  expect(engine.stats()).toMatchObject({ running: 2, waiting: 1, answered: 0 });
  expect(await value(engine, 'num_requests_running')).toBe(2);
  expect(await value(engine, 'num_requests_waiting')).toBe(1);
  expect(await value(engine, 'kv_cache_usage_perc')).toBeGreaterThan(0);
  await clock.advance(1_000);
  for (const answer of answers) expect((await answer).status).toBe(200);
  expect(engine.stats()).toMatchObject({ running: 0, waiting: 0, answered: 3, maxRunning: 2 });
  expect(await value(engine, 'generation_tokens_total')).toBe(30);
  expect(await value(engine, 'request_success_total')).toBe(3);
  expect(await value(engine, 'prefix_cache_hits_total')).toBe(0);
  expect(await value(engine, 'request_queue_time_seconds_count')).toBe(3);
  expect(await value(engine, 'request_queue_time_seconds_sum')).toBeGreaterThan(0.09);
  expect(await value(engine, 'request_queue_time_seconds_sum')).toBeLessThan(0.5);
});

test('a client that leaves takes its request out of the batch', async () => {
  const { engine } = await startManual({ maxNumSeqs: 1 });
  await using _ = engine;
  const client = new AbortController();
  const url = `${engine.url}/v1/completions`;
  const headers = { 'content-type': 'application/json' };
  const gone = fetch(url, { method: 'POST', headers, body: '{"prompt":"leaves"}', signal: client.signal });
  await expect.poll(() => engine.stats().running).toBe(1);
  client.abort();
  await expect(gone).rejects.toThrow('abort');
  await expect.poll(() => engine.stats().running).toBe(0);
  expect(engine.stats().aborted).toBe(1);
});

test('executions are counted by x-request-id, and by body where there is none', async () => {
  await using engine = await startEngine(instant);
  for (const id of ['a', 'b', 'a']) await ask(engine, 'same text', { 'x-request-id': id });
  await ask(engine, 'no id');
  await ask(engine, 'no id');
  const { executions, requests, repeated, repeats } = engine.stats();
  expect([...executions.values()]).toEqual([2, 1, 2]);
  expect([executions.get('a'), requests, repeated, repeats]).toEqual([2, 3, 2, 2]);
  const totals = await (await fetch(`${engine.url}/stats`)).json();
  expect(totals).toMatchObject({ received: 5, requests: 3, repeated: 2, repeats: 2, byStatus: { 200: 5 } });
});

test('a listener gets the raw bytes of every body', async () => {
  const bodies: [string, string | undefined][] = [];
  const logBodies = (body: Uint8Array, id: string | undefined): void => {
    bodies.push([Buffer.from(body).toString(), id]);
  };
  await using engine = await startEngine({ ...instant, logBodies });
  const body = '{ "prompt":"x",  "big":9007199254740993 }';
  const headers = { 'content-type': 'application/json', 'x-request-id': 'r1' };
  await fetch(`${engine.url}/v1/completions`, { method: 'POST', headers, body });
  expect(bodies).toEqual([[body, 'r1']]);
});

test('a crashed engine refuses connections until it is restarted on the same port, and keeps its counts', async () => {
  const { clock, engine } = await startManual();
  await using _ = engine;
  const lost = ask(engine, 'in flight');
  await expect.poll(() => engine.stats().running).toBe(1);
  await engine.crash();
  await expect(lost).rejects.toThrow('fetch failed');
  await expect(ask(engine, 'refused')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  expect(engine.stats()).toMatchObject({ running: 0, received: 1, aborted: 1 });
  const { port } = engine;
  await engine.restart();
  expect(engine.port).toBe(port);
  const answer = ask(engine, 'served');
  await expect.poll(() => engine.stats().running).toBe(1);
  await clock.advance(1_000);
  expect((await answer).status).toBe(200);
});

test('a restarted engine has an empty prefix cache', async () => {
  await using engine = await startEngine({ ...instant, prefixCache: true });
  // A connection kept open over the crash would fail the next request.
  const answer = async (): Promise<unknown> =>
    (await ask(engine, 'a long prompt '.repeat(20), { connection: 'close' })).json();
  const withCached = (tokens: number): object => ({ usage: { prompt_tokens_details: { cached_tokens: tokens } } });
  expect(await answer()).toMatchObject(withCached(0));
  expect(await answer()).toMatchObject(withCached(64));
  await engine.crash();
  await engine.restart();
  expect(await answer()).toMatchObject(withCached(0));
});

test('poison crashes the engine every time, and its neighbours with it', async () => {
  let crashes = 0;
  const { engine } = await startManual({ faults: { poison: 'BOOM' }, onCrash: () => (crashes += 1) });
  await using _ = engine;
  for (const round of [1, 2]) {
    const neighbour = ask(engine, 'a neighbour');
    await expect.poll(() => engine.stats().running).toBe(1);
    const ends = await Promise.allSettled([neighbour, ask(engine, 'this goes BOOM')]);
    expect(ends.map((end) => end.status)).toEqual(['rejected', 'rejected']);
    expect([crashes, engine.stats().faults.crash]).toEqual([round, round]);
    await engine.restart();
  }
});

test('close resets what is in flight', async () => {
  const { engine } = await startManual();
  const answer = ask(engine, 'in flight');
  const reset = expect(answer).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  await expect.poll(() => engine.stats().running).toBe(1);
  await engine.close();
  await reset;
  await engine.close();
  await expect(engine.restart()).rejects.toThrow('closed');
});

test('close with a shutdown timeout lets what is in flight finish, and ends with the last of it', async () => {
  const { clock, engine } = await startManual({ shutdownTimeoutMs: 60_000 });
  const answer = ask(engine, 'in flight');
  await expect.poll(() => engine.stats().running).toBe(1);
  const closed = engine.close();
  await clock.advance(1_000);
  expect((await answer).status).toBe(200);
  await closed;
  expect(clock.monotonic()).toBe(1_000);
});

test('close resets what outlives the shutdown timeout', async () => {
  const { clock, engine } = await startManual({ shutdownTimeoutMs: 50 });
  const reset = expect(ask(engine, 'in flight')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  await expect.poll(() => engine.stats().running).toBe(1);
  const closed = engine.close();
  await clock.advance(50);
  await closed;
  await reset;
});

test.each<[EngineOptions, string]>([
  [{ speed: 0 }, '"speed" must be above 0'],
  [{ maxNumSeqs: 1.5 }, '"maxNumSeqs" must be a whole number of 1 or more, not 1.5'],
  [{ port: 70_000 }, '"port" must be a whole number from 0 to 65535'],
  [{ models: [] }, '"models" must name at least one'],
  [{ maxModelLen: 1_000, kvCacheTokens: 500 }, '"kvCacheTokens" must be at least "maxModelLen"'],
  [{ completionTokens: { min: 5, max: 2 } }, '"completionTokens.max"'],
  [{ faults: { hang: 2 } }, 'at most 1'],
  [{ sped: 3 } as EngineOptions, 'there is no option "sped"'],
])('options that make no sense are refused by name: %j', async (options, problem) => {
  await expect(startEngine(options)).rejects.toThrow(problem);
});
