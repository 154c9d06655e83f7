import { createVllmExecutor } from '@spillway/executor-vllm';
import { startEngine } from '@spillway/simulator/engine';
import { describe, expect, it } from 'vitest';
import { execute, executeMany, until } from './executions.ts';
import { ManualClock } from './manual-clock.ts';
import { type Answer, json, models, ScriptedServer } from './scripted-server.ts';

const completions = '/v1/completions';
const usage = { prompt_tokens: 30, completion_tokens: 6 };
const healthy = { '/health': json(200, {}), '/v1/models': models('m'), [completions]: json(200, { usage }) };
const request = { path: completions, model: 'm' };

function page(text: string): Answer {
  return (response) => void response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
}

const vllm = (waiting: number, seconds: number, count: number): Answer =>
  page(
    `vllm:num_requests_waiting{model_name="m"} ${waiting}\nvllm:num_requests_running{model_name="m"} 2\n` +
      `vllm:request_queue_time_seconds_sum{model_name="m"} ${seconds}\n` +
      `vllm:request_queue_time_seconds_count{model_name="m"} ${count}\n`,
  );

/** An executor on time that a test moves, which looks at its engines every second. */
function executorOf(clock: ManualClock, ...engines: readonly string[]) {
  return createVllmExecutor({ engines, clock, healthIntervalMs: 1_000 });
}

/** Lets `seconds` pass, with a look in each. */
async function pass(clock: ManualClock, seconds: number): Promise<void> {
  for (let nth = 0; nth < seconds; nth++) {
    await until(() => clock.sleepsFor(1_000));
    clock.advance(1_000);
  }
  await until(() => clock.sleepsFor(1_000));
}

const askedFor = (server: ScriptedServer, path: string) =>
  server.requests.filter((asked) => asked.path === path).length;

describe('what an engine says of its queue', () => {
  it('is read beside the looks at its health', async () => {
    await using server = await ScriptedServer.start({ ...healthy, '/metrics': vllm(7, 100, 50) });
    const clock = new ManualClock();
    await using executor = executorOf(clock, server.url);
    await until(() => executor.pressure().waiting === 7);
    expect(executor.engines()[0]?.queue).toMatchObject({ waiting: 7, running: 2, waitMs: null });
    server.script = { ...server.script, '/metrics': vllm(3, 103, 52) };
    await pass(clock, 4);
    await until(() => executor.pressure().waiting === 3);
    expect(executor.engines()[0]?.queue).toMatchObject({ waiting: 3, running: 2, waitMs: 1_500 });
    expect(askedFor(server, '/metrics')).toBe(2);
  });

  it('comes with the key and from under the base, as all that is asked there', async () => {
    const under = Object.fromEntries(Object.entries(healthy).map(([path, answer]) => [`/base${path}`, answer]));
    await using server = await ScriptedServer.start({ ...under, '/base/metrics': vllm(1, 0, 0) });
    await using executor = createVllmExecutor({ engines: [`${server.url}/base/v1`], apiKey: 'key' });
    await until(() => executor.pressure().waiting === 1);
    const asked = server.requests.find(({ path }) => path === '/base/metrics');
    expect(asked?.headers).toMatchObject({ authorization: 'Bearer key' });
  });

  it('is summed up over those that say it', async () => {
    await using one = await ScriptedServer.start({ ...healthy, '/metrics': vllm(7, 0, 0) });
    await using other = await ScriptedServer.start({ ...healthy, '/metrics': page('llamacpp:requests_deferred 5\n') });
    await using silent = await ScriptedServer.start(healthy);
    await using executor = executorOf(new ManualClock(), one.url, other.url, silent.url);
    await until(() => executor.pressure().waiting === 12);
    expect(executor.engines().map(({ queue }) => queue?.waiting)).toEqual([7, 5, null]);
  });

  it('is no longer so once the engine is gone', async () => {
    await using server = await ScriptedServer.start({ ...healthy, '/metrics': vllm(7, 0, 0) });
    const clock = new ManualClock();
    await using executor = executorOf(clock, server.url);
    await until(() => executor.pressure().waiting === 7);
    server.script = { ...server.script, '/health': json(503, {}) };
    await pass(clock, 1);
    expect(executor.engines()[0]).toMatchObject({ healthy: false, queue: { waiting: null, running: null } });
    server.script = { ...healthy, '/metrics': vllm(2, 0, 0) };
    await pass(clock, 1);
    await until(() => executor.pressure().waiting === 2);
  });

  it('is asked for once a minute where there is no such page', async () => {
    await using server = await ScriptedServer.start(healthy);
    const clock = new ManualClock();
    await using executor = executorOf(clock, server.url);
    await executor.ready();
    await until(() => askedFor(server, '/metrics') === 1);
    server.script = { ...server.script, '/metrics': vllm(4, 0, 0) };
    let seconds = 0;
    for (; askedFor(server, '/metrics') === 1; seconds++) await pass(clock, 1);
    // A second more for each answer that was still on its way when time went on.
    expect(seconds).toBeGreaterThanOrEqual(60);
    expect(seconds).toBeLessThanOrEqual(63);
    await until(() => executor.pressure().waiting === 4);
  });
});

describe('an engine that has one place', () => {
  it('is seen to let requests wait, by its own word', async () => {
    const engineClock = new ManualClock();
    const rates = { prefillTokensPerSecond: 1e6, decodeTokensPerSecond: 10, completionTokens: { min: 10, max: 10 } };
    await using engine = await startEngine({ ...rates, maxNumSeqs: 1, clock: engineClock });
    const clock = new ManualClock();
    await using executor = executorOf(clock, engine.url);
    await until(() => executor.pressure().waiting === 0);
    const verdicts = executeMany(executor, 5);
    await until(() => engine.stats().waiting === 4);
    await pass(clock, 4);
    await until(() => executor.pressure().waiting === 4);
    expect(executor.engines()[0]?.queue).toMatchObject({ running: 1, waitMs: null });
    engineClock.advance(60_000);
    await verdicts;
    await pass(clock, 4);
    await until(() => executor.pressure().waiting === 0);
    // They took a second each, one after the other.
    expect(executor.engines()[0]?.queue?.waitMs).toBeCloseTo(2_000, -1);
  });
});

/** Pages that say nothing, each in a way of its own. */
const strange: readonly (readonly [how: string, answer: Answer])[] = [
  ['never comes', () => {}],
  ['never ends', (response) => void response.writeHead(200).write('vllm:num_requests_waiting 9\n')],
  ['breaks', (response) => void response.socket?.resetAndDestroy()],
  ['is too long', page('vllm:num_requests_waiting 9\n'.padEnd(2 * 1024 ** 2, '# '))],
  ['is a MiB of noise', page('{"\\= \n'.repeat(170_000))],
  ['is an error', json(500, { error: 'no metrics' })],
  ['is elsewhere', (response) => void response.writeHead(307, { location: 'http://127.0.0.1:9/metrics' }).end()],
  ['is bytes', (response) => void response.writeHead(200).end(Buffer.from([0, 255, 254, 10, 13, 128]))],
];

describe.each(strange)('a page of metrics that %s', (_, answer) => {
  it('changes nothing for health, models, requests and shutdown', async () => {
    await using server = await ScriptedServer.start({ ...healthy, '/metrics': answer });
    const clock = new ManualClock();
    const executor = executorOf(clock, server.url);
    await executor.ready();
    await until(() => askedFor(server, '/metrics') === 1);
    await pass(clock, 12);
    expect(askedFor(server, '/health')).toBe(13);
    expect((await execute(executor, request)).kind).toBe('answered');
    expect(executor.engines()[0]).toMatchObject({ healthy: true, queue: { waiting: null, waitMs: null } });
    expect(executor.models().map(({ id }) => id)).toEqual(['m']);
    await executor[Symbol.asyncDispose]();
    expect(clock.sleepers).toBe(0);
    const asked = server.requests.length;
    clock.advance(600_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.requests).toHaveLength(asked);
  });
});
