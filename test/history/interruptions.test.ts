import type { Notice } from '@spillway/core/interruption';
import { createPrometheusMetrics, type PrometheusMetrics } from '@spillway/server';
import { expect, test } from 'vitest';
import { type Installation, install } from '../loops/installation.ts';
import { answered } from '../loops/scripted-executor.ts';
import { startWorker, stopWorker } from '../loops/started-worker.ts';
import { samplesIn, totalOf } from './exposition.ts';

const notice: Notice = { source: 'aws', kind: 'interruption', leftMs: 120_000, text: 'It will be taken.' };

/** What three coordinators have counted between them. */
async function interruptions(metrics: PrometheusMetrics, { clock }: Installation): Promise<readonly number[]> {
  const samples = samplesIn(await clock.until(metrics.exposition()));
  const counted = (kind: string): number => totalOf(samples, 'spillway_interruptions_total', { pool: 'spot', kind });
  return [counted('notice'), counted('lost')];
}

test('each worker that goes is counted once, however many coordinators look, and one that says goodbye not at all', async () => {
  const metrics = createPrometheusMetrics();
  await using installation = await install({ spillway: { meterProvider: metrics.provider } });
  const { clock, spillway, store } = installation;
  const stop = new AbortController();
  const others = [1, 2].map(() => spillway.coordinator().run({ signal: stop.signal }));
  const leaving = startWorker(installation, () => answered, { id: 'leaving' });
  const told = startWorker(installation, () => answered, { id: 'told' });
  // It beats for the last time now, as if it were killed.
  const killed = {
    id: 'killed',
    pool: 'spot',
    models: ['m'],
    contextTokens: {},
    capacity: 1,
    inFlight: 0,
    version: '1',
  };
  await store.workers.beat({ ...killed, engines: [], throughput: {}, readyMs: null, livesMs: 15_000 });
  await clock.pass(10_000);
  await stopWorker(installation, leaving);
  told.stop.abort(notice);
  await clock.until(told.ended);
  await clock.pass(3_000);
  expect(await interruptions(metrics, installation)).toEqual([1, 0]);
  await clock.pass(30_000);
  expect(await interruptions(metrics, installation)).toEqual([1, 1]);
  stop.abort();
  await clock.until(Promise.all(others));
});

test('a worker that says goodbye although it is wanted was taken, and one that is not wanted was not', async () => {
  const metrics = createPrometheusMetrics();
  await using installation = await install({ spillway: { meterProvider: metrics.provider } });
  const { clock } = installation;
  await installation.submit(1_000);
  const [taken, stays] = ['taken', 'stays'].map((id) =>
    startWorker(installation, () => answered, { id, takesMs: 1_000 }),
  );
  await clock.pass(10_000);
  if (taken) await stopWorker(installation, taken);
  await clock.pass(5_000);
  expect(await interruptions(metrics, installation)).toEqual([1, 0]);
  await clock.pass(1_000_000);
  if (stays) await stopWorker(installation, stays);
  await clock.pass(5_000);
  expect(await interruptions(metrics, installation)).toEqual([1, 0]);
});

test('a batch hears of workers that were told to go and of those that were lost, once a minute at most', async () => {
  await using installation = await install();
  const { clock, spillway } = installation;
  const { id } = await installation.submit(1);
  const workers = [1, 2, 3].map((n) => startWorker(installation, () => 'hang', { id: `told ${n}` }));
  await clock.pass(10_000);
  for (const { stop } of workers) stop.abort(notice);
  await clock.until(Promise.all(workers.map(({ ended }) => ended)));
  await clock.pass(90_000);
  const history = await spillway.batches.timeline({ id });
  const told = history.filter(({ kind }) => kind === 'preempted');
  expect(told.length).toBeLessThan(3);
  expect(told.reduce((sum, { text }) => sum + Number.parseInt(text, 10), 0)).toBe(3);
  expect(history.filter(({ kind }) => kind === 'lapsed')).toEqual([]);
});
