import { spawnSync } from 'node:child_process';
import { createSpillway } from '@spillway/core';
import { pacedBurst } from '@spillway/core/fleet';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { defaultPools, type Pool } from '@spillway/core/policy';
import { createPrometheusMetrics, createServer, type PrometheusMetrics } from '@spillway/server';
import { describe, expect, test } from 'vitest';
import { missingService } from '../../trials/places/service.ts';
import { type Installation, install } from '../loops/installation.ts';
import { answered, createScriptedExecutor } from '../loops/scripted-executor.ts';
import { startWorker, stopWorker } from '../loops/started-worker.ts';
import { skipLoudly } from '../skip-loudly.ts';
import { samplesIn, totalOf } from './exposition.ts';

async function scraped(metrics: PrometheusMetrics, { clock }: Installation): Promise<string> {
  return clock.until(metrics.exposition());
}

/** An installation with a batch that has ended and one that waits. */
async function withBatches(
  run: (metrics: PrometheusMetrics, installation: Installation) => Promise<void>,
): Promise<void> {
  const metrics = createPrometheusMetrics();
  await using installation = await install({ spillway: { meterProvider: metrics.provider } });
  await installation.submit(30, '24h', 'a "model" \\ nobody serves');
  await installation.clock.until(installation.clock.sleep(10_000));
  const worker = startWorker(installation, () => answered, { takesMs: 1_000, concurrency: 8 });
  await installation.results(await installation.submit(400));
  await run(metrics, installation);
  await stopWorker(installation, worker);
}

describe('the metrics', () => {
  test('show the queue, the workers, and what the fleet decided from what', async () => {
    await withBatches(async (metrics, installation) => {
      const samples = samplesIn(await scraped(metrics, installation));
      const gauge = (name: string, labels = {}): number => totalOf(samples, `spillway_${name}`, labels);
      expect([gauge('queue_batches'), gauge('queue_requests'), gauge('workers', { pool: 'spot' })]).toEqual([1, 30, 1]);
      expect([gauge('worker_slots', { pool: 'spot' }), gauge('requests_in_flight')]).toEqual([8, 8]);
      const standings = await installation.store.fleet.list();
      expect(standings.length).toBeGreaterThanOrEqual(2);
      for (const { pool, model, desiredReplicas, observed } of standings) {
        const own = { pool, model: model.replaceAll('\\', '\\\\').replaceAll('"', '\\"') };
        expect([own, gauge('autoscaler_desired_replicas', own)]).toEqual([own, desiredReplicas]);
        expect(gauge('autoscaler_live_replicas', own)).toBe(observed?.live);
        expect(gauge('autoscaler_work_requests', { model: own.model })).toBe(observed?.openRequests);
        expect(gauge('autoscaler_work_tokens', { model: own.model })).toBe(observed?.openTokens);
      }
      const rate = standings.find(({ pool, model }) => pool === 'spot' && model === 'm')?.observed?.throughput;
      expect(rate?.requestsPerSecond).toBeGreaterThan(0);
      expect(gauge('autoscaler_replica_requests_per_second', { pool: 'spot', model: 'm' })).toBe(
        rate?.requestsPerSecond,
      );
    });
  });

  test('count claims, those that were lost, and batches that were escalated', async () => {
    const metrics = createPrometheusMetrics();
    const fleetPolicy = pacedBurst({ marginMs: 30_000, workMargin: 0.1 });
    await using installation = await install({ spillway: { meterProvider: metrics.provider, fleetPolicy } });
    const { clock, store } = installation;
    const worker = startWorker(installation, () => answered, { id: 'slow', takesMs: 4_000, concurrency: 4 });
    const helper = startWorker(installation, () => answered, { id: 'd', pool: 'dedicated', takesMs: 4_000 });
    await clock.pass(1_000);
    const batch = await installation.submit(600, '8m');
    await clock.pass(60_000);
    // As if it had died: what it does now is in vain, for another takes what it holds.
    await clock.until(store.workers.remove('slow', { died: true }));
    const other = startWorker(installation, () => answered, { id: 'other', takesMs: 1_000 });
    await installation.results(batch);
    const samples = samplesIn(await scraped(metrics, installation));
    const count = (name: string, labels = {}): number => totalOf(samples, `spillway_${name}`, labels);
    expect(count('claims_total', { pool: 'spot', model: 'm' })).toBeGreaterThan(1);
    expect(count('lease_losses_total', { pool: 'spot' })).toBeGreaterThanOrEqual(1);
    expect(count('escalations_total', { model: 'm' })).toBe(1);
    for (const one of [worker, helper, other]) await stopWorker(installation, one);
  });

  test('show what will be counted of a model at the end of its first batch, so that a rate sees that batch', async () => {
    const metrics = createPrometheusMetrics();
    await using installation = await install({ spillway: { meterProvider: metrics.provider } });
    await installation.submit(10, '24h', 'fresh');
    await installation.clock.pass(10_000);
    const own = samplesIn(await scraped(metrics, installation)).filter(({ labels }) => labels.model === 'fresh');
    const counted = (name: string) => own.filter((sample) => sample.name === `spillway_${name}`);
    for (const name of ['pool_requests_total', 'pool_busy_seconds_total', 'pool_cost_total']) {
      expect(counted(name).map(({ labels, value }) => [labels.pool, value])).toEqual([
        ['spot', 0],
        ['dedicated', 0],
      ]);
    }
    expect(counted('pool_tokens_total').map(({ value }) => value)).toEqual([0, 0, 0, 0]);
    // Without a worker it is opened to the dedicated pool at once, which counts.
    expect(counted('escalations_total')).toHaveLength(1);
    expect(counted('relaxations_total').map(({ value }) => value)).toEqual([0]);
  });

  test('have labels of their own only, and none for a batch, a tenant or a user', async () => {
    await withBatches(async (metrics, installation) => {
      const samples = samplesIn(await scraped(metrics, installation));
      const names = new Set(samples.flatMap(({ labels }) => Object.keys(labels)));
      const bounded = [
        'call',
        'code',
        'direction',
        'engine',
        'le',
        'model',
        'outcome',
        'phase',
        'pool',
        'state',
        'verdict',
        'version',
        'what',
        'kind',
      ];
      expect([...names].filter((name) => !bounded.includes(name))).toEqual([]);
      expect(samples.every(({ name }) => /^(spillway|process|nodejs)_/.test(name))).toBe(true);
    });
  });

  test('forget what a decision was made from when nothing is decided any more, and name a maximum where one scales', async () => {
    const metrics = createPrometheusMetrics();
    const [spot, dedicated] = defaultPools.map((pool) => ({ ...pool, minReplicas: pool.preemptible ? 1 : 0 }));
    const pools = [{ ...spot, maxReplicas: 1 } as Pool, dedicated as Pool];
    await using installation = await install({ spillway: { meterProvider: metrics.provider, pools } });
    await installation.submit(10, '8m', 'served-by-nobody');
    const { clock } = installation;
    const gauge = async (name: string): Promise<number | undefined> =>
      samplesIn(await scraped(metrics, installation)).find((sample) => sample.name === `spillway_autoscaler_${name}`)
        ?.value;
    await clock.pass(60_000);
    expect([await gauge('work_requests'), await gauge('live_replicas')]).toEqual([10, 0]);
    await clock.pass(1_200_000);
    expect([await gauge('work_requests'), await gauge('live_replicas')]).toEqual([undefined, undefined]);
    const samples = samplesIn(await scraped(metrics, installation));
    const bounded = samples.filter(({ name }) => name === 'spillway_autoscaler_max_replicas');
    expect(bounded.map(({ labels, value }) => [labels, value])).toEqual([[{ pool: 'spot' }, 1]]);
  });

  test('name a bounded number of models, however many clients make up', async () => {
    const metrics = createPrometheusMetrics();
    await using installation = await install({ spillway: { meterProvider: metrics.provider } });
    for (let index = 0; index < 130; index++) await installation.submit(1, '24h', `made-up-${index}`);
    const { clock } = installation;
    await clock.until(clock.sleep(120_000));
    expect((await installation.store.fleet.list()).length).toBe(260);
    // Whoever serves them all makes them labels of what was executed, too.
    const models = Array.from({ length: 130 }, (_, index) => ({ id: `made-up-${index}`, maxModelTokens: null }));
    const executor = { ...createScriptedExecutor(clock, () => answered), models: () => models };
    const stop = new AbortController();
    const ended = installation.spillway.worker({ executor }).run({ signal: stop.signal });
    await clock.until(clock.sleep(120_000));
    const samples = samplesIn(await scraped(metrics, installation));
    expect(totalOf(samples, 'spillway_batches_ended_total')).toBe(130);
    for (const name of ['spillway_pool_requests_total', 'spillway_autoscaler_desired_replicas']) {
      const named = new Set(samples.filter((sample) => sample.name === name).map(({ labels }) => labels.model));
      expect(named.size).toBeGreaterThanOrEqual(100);
      expect(named.size).toBeLessThanOrEqual(101);
    }
    expect(totalOf(samples, 'spillway_pool_requests_total', { model: 'other' })).toBe(30);
    stop.abort();
    await clock.until(ended);
  });

  describe('in the eyes of promtool', () => {
    const complaint = missingService('prometheus');
    if (complaint) skipLoudly('what promtool says of the metrics', complaint);

    test('are without a complaint', async () => {
      await withBatches(async (metrics, installation) => {
        const input = await scraped(metrics, installation);
        const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
        expect([status, stdout, stderr]).toEqual([0, '', '']);
      });
    });
  });

  test('are not read from a store that is down, and the others are shown', async () => {
    const metrics = createPrometheusMetrics();
    const down = async (): Promise<never> => {
      throw new Error('down');
    };
    await using installation = await install({
      store: (store) => ({ ...store, fleet: { ...store.fleet, list: down } }),
      spillway: { meterProvider: metrics.provider, coordinate: false, observeInstallation: true },
    });
    const text = await scraped(metrics, installation);
    const names = samplesIn(text).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('spillway_autoscaler'))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['spillway_queue_batches', 'spillway_queue_age_seconds']));
    expect(installation.troubles.map(({ where }) => where)).toContain('metrics');
  });

  test('are shown to operators by the server, and to nobody else', async () => {
    const metrics = createPrometheusMetrics();
    await using spillway = await createSpillway({
      store: createMemoryStore(),
      blobs: createMemoryBlobs(),
      meterProvider: metrics.provider,
      observeInstallation: true,
    });
    const server = createServer({ spillway, metrics, apiKey: 'an-operators-key' });
    const { secret } = await spillway.keys.create({ name: 'k' });
    const get = (key?: string): Promise<Response> => {
      const headers = key === undefined ? undefined : { authorization: `Bearer ${key}` };
      return server.fetch(new Request('http://host/metrics', headers && { headers }));
    };
    expect([(await get()).status, (await get(secret)).status]).toEqual([401, 403]);
    const answer = await get('an-operators-key');
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await answer.text()).toContain('spillway_queue_batches 0\n');
    const without = await createServer({ spillway }).fetch(new Request('http://host/metrics'));
    expect(without.status).toBe(404);
  });
});

test('what does not answer keeps nobody from the rest of the metrics', async () => {
  const { provider, exposition } = createPrometheusMetrics({ timeoutMs: 20 });
  const meter = provider.getMeter('test');
  meter.createCounter('counted').add(3);
  const gauges = [meter.createObservableGauge('hanging')];
  meter.addBatchObservableCallback(() => new Promise(() => {}), gauges);
  expect(totalOf(samplesIn(await exposition()), 'counted_total', {})).toBe(3);
});
