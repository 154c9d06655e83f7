import { createPrometheusMetrics, type PrometheusMetrics } from '@spillway/server';
import { expect, test } from 'vitest';
import { type Installation, install } from '../loops/installation.ts';
import { answered, busy, failed } from '../loops/scripted-executor.ts';
import { startWorker, stopWorker } from '../loops/started-worker.ts';
import { type Sample, samplesIn, totalOf } from './exposition.ts';

async function scraped(metrics: PrometheusMetrics, { clock }: Installation): Promise<readonly Sample[]> {
  return samplesIn(await clock.until(metrics.exposition()));
}

const gaugeOf = (samples: readonly Sample[], name: string): number | undefined =>
  samples.find((sample) => sample.name === name)?.value;

test('the age of the queue, the least slack and the batches that will be late are those of all tenants', async () => {
  const metrics = createPrometheusMetrics();
  await using installation = await install({ spillway: { meterProvider: metrics.provider } });
  const { clock, store } = installation;
  const before = await scraped(metrics, installation);
  expect([gaugeOf(before, 'spillway_queue_age_seconds'), gaugeOf(before, 'spillway_sla_slack_seconds')]).toEqual([
    0,
    undefined,
  ]);
  await installation.submit(10, '24h', 'nobody-serves-it', { tenant: 'waits' });
  await clock.pass(60_000);
  const worker = startWorker(installation, () => answered, { takesMs: 10_000, concurrency: 1 });
  const late = await installation.submit(100, '8m', 'm', { tenant: 'late' });
  await clock.pass(120_000);
  const samples = await scraped(metrics, installation);
  expect(gaugeOf(samples, 'spillway_queue_age_seconds')).toBeCloseTo(180, 0);
  expect(gaugeOf(samples, 'spillway_batches_at_risk')).toBe(1);
  // About twelve are done, one after another, ten seconds each; six minutes are left for the others.
  const open = (await store.batches.get({ tenant: 'late', id: late.id }))?.counts.open ?? 0;
  expect(Math.abs((gaugeOf(samples, 'spillway_sla_slack_seconds') ?? 0) - (360 - open * 10))).toBeLessThan(30);
  await stopWorker(installation, worker);
  await clock.pass(600_000);
  const after = await scraped(metrics, installation);
  expect([gaugeOf(after, 'spillway_sla_slack_seconds'), gaugeOf(after, 'spillway_workers')]).toEqual([undefined, 0]);
});

test('what workers do is counted as it happens: tokens, refusals, and what is given up', async () => {
  const metrics = createPrometheusMetrics();
  await using installation = await install({ spillway: { meterProvider: metrics.provider, maxAttempts: 1 } });
  const { clock } = installation;
  await installation.submit(40);
  const worker = startWorker(installation, ({ prompt, nth }) => {
    if (prompt === 'p0') return failed('server_error');
    return prompt === 'p1' && nth === 1 ? busy : prompt === 'p2' ? 'hang' : answered;
  });
  await clock.pass(30_000);
  const samples = await scraped(metrics, installation);
  const count = (name: string, labels = {}): number => totalOf(samples, `spillway_${name}_total`, labels);
  expect(count('batches_ended')).toBe(0);
  expect(count('requests_dead_lettered', { model: 'm' })).toBe(1);
  expect(count('engine_refusals', { pool: 'spot' })).toBe(1);
  const tokens = (direction: string): number => count('executed_tokens', { pool: 'spot', model: 'm', direction });
  expect([tokens('in'), tokens('out')]).toEqual([38 * 3, 38 * 5]);
  expect(count('autoscaler_decisions', { pool: 'spot' })).toBeGreaterThan(1);
  await stopWorker(installation, worker);
});

test('dead letters are counted from zero on, so that a rate sees the first of them', async () => {
  const metrics = createPrometheusMetrics();
  await using installation = await install({ spillway: { meterProvider: metrics.provider } });
  await installation.submit(1);
  const worker = startWorker(installation, () => answered);
  await installation.clock.pass(10_000);
  const given = (await scraped(metrics, installation)).filter(
    ({ name }) => name === 'spillway_requests_dead_lettered_total',
  );
  expect(given.map(({ labels, value }) => [labels, value])).toEqual([[{ model: 'm' }, 0]]);
  await stopWorker(installation, worker);
});
