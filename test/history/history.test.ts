import type { HistoryReport } from '@spillway/core';
import type { Distribution, Store } from '@spillway/core/store';
import { createPrometheusMetrics } from '@spillway/server';
import { describe, expect, test } from 'vitest';
import { type Installation, install } from '../loops/installation.ts';
import { answered, failed, refused, type Script } from '../loops/scripted-executor.ts';
import { startWorker, stopWorker } from '../loops/started-worker.ts';
import { type Sample, samplesIn, totalOf } from './exposition.ts';
import { type EndedRow, endedRows } from './recount.ts';

const is = (prompt: string, remainder: number): boolean => Number(prompt.slice(1)) % 10 === remainder;

/** Of ten requests one is refused, one is dead-lettered, one needs two attempts, and one hangs until the deadline. */
const ill: Script = ({ prompt, nth }) => {
  if (is(prompt, 3)) return refused;
  if (is(prompt, 7)) return failed('server_error');
  if (is(prompt, 5) && nth === 1) return failed('server_error');
  return is(prompt, 9) ? 'hang' : answered;
};

async function reportsOf({ spillway, clock }: Installation): Promise<readonly HistoryReport[]> {
  return (await clock.until(spillway.history.list({ limit: 100 }))).reports;
}

const countOf = ({ counts }: Distribution): number => counts.reduce((sum, count) => sum + count, 0);
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What the report says of these rows, counted once more. */
function expectRecounted(report: HistoryReport, rows: readonly EndedRow[]): void {
  const met = rows.filter(
    ({ outcome, settlement }) =>
      (outcome === 'succeeded' || outcome === 'failed') && settlement.settledAt <= report.deadlineAt,
  );
  expect(report.met).toBe(met.length);
  expect(report.violated).toBe(rows.filter((row) => !met.includes(row) && row.outcome !== 'cancelled').length);
  for (const [outcome, count] of Object.entries(report.outcomes)) {
    expect([outcome, count]).toEqual([outcome, rows.filter((row) => row.outcome === outcome).length]);
  }
  const executed = rows.filter(({ line }) => line);
  const waits = executed.map(({ settlement, line }) => {
    return settlement.settledAt - (line?.durationMs ?? 0) - report.startedAt;
  });
  expectDistributed(report.queueWaitMs, waits);
  expectDistributed(
    report.attempts,
    executed.map(({ line }) => line?.attempts ?? 0),
  );
  for (const { pool, model, ...service } of report.pools) {
    const own = executed.filter(({ settlement }) => settlement.pool === pool && settlement.model === model);
    expect(service.requests).toBe(own.length);
    expect(service.tokensIn + service.tokensOut).toBe(sumOf(own.map(({ line }) => line?.tokens ?? 0)));
    expect(service.busyMs).toBe(sumOf(own.map(({ line }) => line?.durationMs ?? 0)));
  }
  expect(sumOf(report.pools.map(({ requests }) => requests))).toBe(executed.length);
}

function expectDistributed({ bounds, counts, sum }: Distribution, values: readonly number[]): void {
  const upTo = [...bounds, Number.POSITIVE_INFINITY].map((bound) => values.filter((value) => value <= bound).length);
  expect(counts).toEqual(upTo.map((count, at) => count - (upTo[at - 1] ?? 0)));
  expect(sum).toBeCloseTo(sumOf(values), 3);
}

/** What the counters and histograms say, beside what all reports say together. */
function expectCounted(samples: readonly Sample[], reports: readonly HistoryReport[]): void {
  const total = (count: (report: HistoryReport) => number): number => sumOf(reports.map(count));
  const said = (name: string, labels = {}): number => totalOf(samples, `spillway_${name}`, labels);
  for (const phase of ['completed', 'expired', 'cancelled', 'failed'] as const) {
    expect(said('batches_ended_total', { phase })).toBe(total((report) => Number(report.phase === phase)));
  }
  expect(said('batches_sla_met_total')).toBe(total(({ sla }) => Number(sla === 'met')));
  expect(said('batches_sla_violated_total')).toBe(total(({ sla }) => Number(sla === 'violated')));
  expect(said('requests_sla_met_total')).toBe(total(({ met }) => met));
  expect(said('requests_sla_violated_total')).toBe(total(({ violated }) => violated));
  expect(said('requests_ended_total', { outcome: 'dead_lettered' })).toBe(total((one) => one.outcomes.deadLettered));
  expect(said('requests_ended_total')).toBe(total(({ outcomes }) => sumOf(Object.values(outcomes))));
  expect(said('requests_deduplicated_total')).toBe(total(({ deduplicated }) => deduplicated));
  expect(said('queue_wait_seconds_count')).toBe(total((report) => countOf(report.queueWaitMs)));
  expect(said('queue_wait_seconds_sum')).toBeCloseTo(total(({ queueWaitMs }) => queueWaitMs.sum) / 1_000, 3);
  expect(said('request_attempts_sum')).toBeCloseTo(
    total(({ attempts }) => attempts.sum),
    3,
  );
  for (const [at, bound] of (reports[0]?.queueWaitMs.bounds ?? []).entries()) {
    const upTo = total(({ queueWaitMs: { counts } }) => sumOf(counts.slice(0, at + 1)));
    expect([bound, said('queue_wait_seconds_bucket', { le: String(bound / 1_000) })]).toEqual([bound, upTo]);
  }
  for (const pool of ['spot', 'dedicated']) {
    const own = reports.flatMap(({ pools }) => pools).filter((service) => service.pool === pool);
    expect(said('pool_requests_total', { pool })).toBe(sumOf(own.map(({ requests }) => requests)));
    expect(said('pool_cost_total', { pool })).toBeCloseTo(sumOf(own.map(({ cost }) => cost ?? 0)), 9);
  }
}

describe('the history and the counters', () => {
  test('equal a recount of the rows, whatever became of the requests', async () => {
    const metrics = createPrometheusMetrics();
    const pools = [
      { name: 'spot', preemptible: true, pricePerHour: 1, permission: 'all' },
      { name: 'dedicated', preemptible: false, pricePerHour: 4, permission: 'all' },
    ] as const;
    await using installation = await install({ spillway: { pools, meterProvider: metrics.provider } });
    const { clock, spillway, store } = installation;
    const spot = startWorker(installation, ill, { id: 's', concurrency: 64 });
    const dedicated = startWorker(installation, ill, { id: 'd', pool: 'dedicated', concurrency: 64 });
    const batches = [await installation.submit(600, '5m'), await installation.submit(9, '2h')];
    const cancelled = await installation.submit(40, '3h');
    const invalid = await spillway.batches.create({ inputFileId: 'file-none', endpoint: '/v1/chat/completions' });
    await clock.until(clock.sleep(60_000));
    await spillway.batches.cancel({ id: cancelled.id });
    for (const batch of [...batches, cancelled, invalid]) await installation.results(batch);
    const reports = await reportsOf(installation);
    expect(reports.map(({ phase }) => phase).sort()).toEqual(['cancelled', 'completed', 'expired', 'failed']);
    for (const report of reports) {
      const batch = await spillway.batches.get({ id: report.batchId });
      expect(report).toMatchObject({ endedAt: batch?.endedAt, phase: batch?.phase, deadlineAt: batch?.deadlineAt });
      if (batch) expectRecounted(report, await endedRows(store, batch));
    }
    expect(reports.some(({ pools }) => pools.length === 2)).toBe(true);
    expectCounted(samplesIn(await metrics.exposition()), reports);
    await stopWorker(installation, spot);
    await stopWorker(installation, dedicated);
  });

  test('have a report for each revision, of the requests that it ran again', async () => {
    const metrics = createPrometheusMetrics();
    await using installation = await install({ spillway: { meterProvider: metrics.provider } });
    const { clock, spillway, store } = installation;
    const hopeless = startWorker(installation, ({ prompt }) => (is(prompt, 7) ? failed('server_error') : answered));
    const { batch } = await installation.results(await installation.submit(600, '6h'));
    await stopWorker(installation, hopeless);
    await clock.until(clock.sleep(3_600_000));
    const worker = startWorker(installation, () => answered, { id: 'w2' });
    await spillway.batches.retry({ id: batch.id, window: '2h' });
    const { batch: second } = await installation.results(batch);
    const [latest, first] = await reportsOf(installation);
    expect([first?.id, first?.met, first?.outcomes.deadLettered]).toEqual([`${batch.id}_r1`, 540, 60]);
    expect([latest?.id, latest?.met, latest?.violated]).toEqual([`${batch.id}_r2`, 60, 0]);
    expect(latest?.startedAt).toBe(second.deadlineAt - 7_200_000);
    expect(latest?.queueWaitMs.sum).toBeLessThan(60 * 60_000);
    const rows = await endedRows(store, second);
    if (latest)
      expectRecounted(
        latest,
        rows.filter(({ seq }) => is(`p${seq}`, 7)),
      );
    expectCounted(
      samplesIn(await metrics.exposition()),
      [latest, first].flatMap((report) => report ?? []),
    );
    await stopWorker(installation, worker);
  });

  test('know a batch once, however often its end is tried', async () => {
    const metrics = createPrometheusMetrics();
    let crashes = 3;
    /** The coordinator dies right before the last advance, three times. */
    const crashing = (store: Store): Store => ({
      ...store,
      batches: {
        ...store.batches,
        async advance(hold, to) {
          if (to.outputFileId === undefined || crashes-- <= 0) return store.batches.advance(hold, to);
          throw new Error('died');
        },
      },
    });
    await using installation = await install({ store: crashing, spillway: { meterProvider: metrics.provider } });
    const worker = startWorker(installation, () => answered);
    await installation.results(await installation.submit(20));
    const reports = await reportsOf(installation);
    expect([crashes, reports.length, reports[0]?.met]).toEqual([-1, 1, 20]);
    expectCounted(samplesIn(await metrics.exposition()), reports);
    await stopWorker(installation, worker);
  });

  test('show a batch that is cancelled at the last moment as it was recorded', async () => {
    const metrics = createPrometheusMetrics();
    const late = ({ batches, ...store }: Store): Store => ({
      ...store,
      batches: {
        ...batches,
        async advance(hold, to) {
          if (to.outputFileId) await batches.requestCancel({ tenant: 'default', id: hold.batchId });
          return batches.advance(hold, to);
        },
      },
    });
    await using installation = await install({ store: late, spillway: { meterProvider: metrics.provider } });
    const worker = startWorker(installation, () => answered);
    await installation.results(await installation.submit(20));
    const reports = await reportsOf(installation);
    expect(reports).toMatchObject([{ phase: 'cancelled', sla: 'none', met: 20 }]);
    expectCounted(samplesIn(await metrics.exposition()), reports);
    await stopWorker(installation, worker);
  });

  test('say what a pool cost: the share of a replica that the requests took, at its price', async () => {
    const pools = [
      { name: 'spot', preemptible: true, pricePerHour: 1.5, permission: 'all' },
      { name: 'dedicated', preemptible: false, pricePerHour: 4, permission: 'none' },
    ] as const;
    await using installation = await install({ spillway: { pools } });
    // Eight at a time, a second each: eight requests in a second.
    const worker = startWorker(installation, () => answered, { takesMs: 1_000, concurrency: 8 });
    await installation.results(await installation.submit(2_400, '6h'));
    const [report] = await reportsOf(installation);
    const [{ cost, requests } = { cost: null, requests: 0 }] = report?.pools ?? [];
    const [measured] = await installation.store.workers.list();
    const perSecond = measured?.throughput.m?.requestsPerSecond ?? 0;
    expect(perSecond).toBeGreaterThan(7.7);
    expect(perSecond).toBeLessThan(8.3);
    expect(requests).toBe(2_400);
    // 300 s of a replica at 8 requests a second, at 1.5 an hour: 0.125.
    expect(cost).toBeCloseTo(0.125, 2);
    await stopWorker(installation, worker);
  });

  test('tell answers that were copied from those that were made', async () => {
    const metrics = createPrometheusMetrics();
    await using installation = await install({ spillway: { meterProvider: metrics.provider } });
    const { spillway } = installation;
    const worker = startWorker(installation, () => answered);
    const url = '/v1/chat/completions';
    const lines = Array.from({ length: 20 }, (_, index) => {
      const body = { model: 'm', temperature: 0, messages: [{ role: 'user', content: `p${index % 15}` }] };
      return `${JSON.stringify({ custom_id: `c${index}`, method: 'POST', url, body })}\n`;
    });
    const file = await spillway.files.upload({ filename: 'in.jsonl', source: Buffer.from(lines.join('')) });
    const { batch } = await installation.results(
      await spillway.batches.create({ inputFileId: file.id, endpoint: url }),
    );
    const reports = await reportsOf(installation);
    expect([batch.deduplicated, worker.executor.started.length]).toEqual([5, 15]);
    expect(reports).toMatchObject([{ met: 20, deduplicated: 5, pools: [{ requests: 15, tokensIn: 45 }] }]);
    const samples = samplesIn(await metrics.exposition());
    expectCounted(samples, reports);
    expect(totalOf(samples, 'spillway_executions_total', { verdict: 'answered', pool: 'spot', model: 'm' })).toBe(15);
    expect(totalOf(samples, 'spillway_execution_seconds_count')).toBe(15);
    await stopWorker(installation, worker);
  });

  test('keep silent about the cost of what was never measured', async () => {
    await using installation = await install();
    const worker = startWorker(installation, () => answered);
    await installation.results(await installation.submit(2));
    expect((await reportsOf(installation))[0]?.pools).toMatchObject([{ pool: 'spot', requests: 2, cost: null }]);
    await stopWorker(installation, worker);
  });

  test('forget what is old', async () => {
    await using installation = await install({ spillway: { retention: { historyMs: 3_600_000 } } });
    const worker = startWorker(installation, () => answered);
    await installation.results(await installation.submit(2));
    expect(await reportsOf(installation)).toHaveLength(1);
    await installation.clock.until(installation.clock.sleep(3_600_000 + 120_000));
    expect(await reportsOf(installation)).toEqual([]);
    await stopWorker(installation, worker);
  });
});
