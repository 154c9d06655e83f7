import type { EngineHealth, EngineQueue, Executor, Verdict } from '@spillway/core/executor';
import { createPrometheusMetrics, type PrometheusMetrics } from '@spillway/server';
import { expect, test } from 'vitest';
import { type Installation, install } from '../loops/installation.ts';
import { answered, busy, createScriptedExecutor, refused, type Script } from '../loops/scripted-executor.ts';
import { type Sample, samplesIn, totalOf } from './exposition.ts';

const queue: EngineQueue = { waitMs: 1_500, waiting: 7, running: 2 };

const from = (engine: string | null): Verdict => ({ ...answered, engine }) as Verdict;

interface Scene {
  readonly engines: () => readonly EngineHealth[];
  readonly script?: Script;
  readonly requests?: number;
}

/** The samples after the requests have ended, while their worker still runs; and once it has ended. */
async function scrapes(scene: Scene): Promise<readonly (readonly Sample[])[]> {
  const metrics = createPrometheusMetrics();
  await using installation = await install({ spillway: { meterProvider: metrics.provider } });
  const { clock, spillway } = installation;
  const executor: Executor = {
    ...createScriptedExecutor(clock, scene.script ?? (() => answered)),
    engines: scene.engines,
  };
  const stop = new AbortController();
  const ended = spillway.worker({ id: 'w1', pool: 'spot', executor }).run({ signal: stop.signal });
  await (scene.requests ? installation.results(await installation.submit(scene.requests)) : clock.pass(1_000));
  const during = await scraped(metrics, installation);
  stop.abort();
  await clock.until(ended);
  return [during, await scraped(metrics, installation)];
}

async function scraped(metrics: PrometheusMetrics, { clock }: Installation): Promise<readonly Sample[]> {
  const samples = samplesIn(await clock.until(metrics.exposition()));
  return samples.filter(({ name }) => name.startsWith('spillway_engine_') && !name.includes('refusals'));
}

const of = (samples: readonly Sample[] | undefined, name: string) =>
  (samples ?? [])
    .filter((sample) => sample.name === `spillway_engine_${name}`)
    .map(({ labels, value }) => [labels.engine, labels.pool, value]);

test('each answer counts for its engine: how long it took, and its tokens', async () => {
  const script: Script = ({ prompt }) => from(Number(/\d+/.exec(prompt)?.[0] ?? 0) % 4 === 0 ? 'http://b' : 'http://a');
  const [during = []] = await scrapes({ engines: () => [], script, requests: 40 });
  const count = (name: string, engine: string, labels = {}) =>
    totalOf(during, `spillway_engine_${name}`, { engine, pool: 'spot', ...labels });
  expect(['http://a', 'http://b'].map((engine) => count('request_seconds_count', engine))).toEqual([30, 10]);
  expect(count('request_seconds_sum', 'http://b')).toBeCloseTo(1, 5);
  expect(['in', 'out'].map((direction) => count('tokens_total', 'http://a', { direction }))).toEqual([90, 150]);
});

test('what is no answer counts for no engine, nor what came from none that is named', async () => {
  const script: Script = ({ prompt, nth }) => (nth === 1 ? busy : /[02468]$/.test(prompt) ? refused : from(null));
  const [during = []] = await scrapes({ engines: () => [], script, requests: 4 });
  expect(during).toEqual([]);
});

test('an engine has counters before its first answer', async () => {
  const [during] = await scrapes({ engines: () => [{ url: 'http://a:8000', healthy: true, queue }] });
  expect(of(during, 'tokens_total')).toEqual([
    ['http://a:8000', 'spot', 0],
    ['http://a:8000', 'spot', 0],
  ]);
});

test('what engines say of their queues is told while their worker runs, and no longer', async () => {
  const silent = { waitMs: null, waiting: null, running: 0 };
  const engines: readonly EngineHealth[] = [
    { url: 'http://a:8000', healthy: true, queue },
    { url: 'http://b:8000', healthy: true, queue: silent },
    { url: 'http://c:8000', healthy: true },
  ];
  const [during, after] = await scrapes({ engines: () => engines });
  expect(of(during, 'queue_seconds')).toEqual([['http://a:8000', 'spot', 1.5]]);
  expect(of(during, 'waiting_requests')).toEqual([['http://a:8000', 'spot', 7]]);
  expect(of(during, 'running_requests')).toEqual([
    ['http://a:8000', 'spot', 2],
    ['http://b:8000', 'spot', 0],
  ]);
  for (const name of ['queue_seconds', 'waiting_requests', 'running_requests']) expect(of(after, name)).toEqual([]);
});

test('those under several paths of one host are one: what waits there adds up, and the longest wait is told', async () => {
  const engines: readonly EngineHealth[] = [
    { url: 'https://user:secret@gateway/team/a', healthy: true, queue },
    { url: 'https://gateway/team/b?key=secret', healthy: true, queue: { ...queue, waitMs: 4_000, running: null } },
  ];
  const [during] = await scrapes({ engines: () => engines });
  expect(of(during, 'queue_seconds')).toEqual([['https://gateway', 'spot', 4]]);
  expect(of(during, 'waiting_requests')).toEqual([['https://gateway', 'spot', 14]]);
  expect(of(during, 'running_requests')).toEqual([['https://gateway', 'spot', 2]]);
});

test('an executor that breaks when it is asked costs its own gauges alone', async () => {
  const broken = () => {
    throw new Error('broken');
  };
  const [during = []] = await scrapes({ engines: broken, requests: 1 });
  expect(totalOf(during, 'spillway_engine_request_seconds_count')).toBe(1);
  expect(of(during, 'waiting_requests')).toEqual([]);
});
