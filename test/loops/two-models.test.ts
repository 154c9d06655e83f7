import type { Lane } from '@spillway/core/store';
import { expect, test } from 'vitest';
import { type Installation, install } from './installation.ts';
import { answered } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

const POOLS = ['spot', 'dedicated'];

/** Every lane of every pool, as a tick sees it. */
async function lanesOf({ store }: Installation): Promise<readonly Lane[]> {
  const query = { suspects: true, withheld: true, perTenant: 100, limit: 100 };
  return (await Promise.all(POOLS.map((pool) => store.shards.lanes({ pool, ...query })))).flatMap(({ lanes }) => lanes);
}

test('two models on engines of their own: each request goes where its model is served, and one model’s plight moves nothing of the other', async () => {
  await using installation = await install();
  const { clock, store, spillway } = installation;
  const engines = [
    { id: 'fast-1', model: 'fast', takesMs: 100 },
    { id: 'fast-2', model: 'fast', takesMs: 100 },
    { id: 'slow-1', model: 'slow', takesMs: 8_000 },
    { id: 'slow-d1', model: 'slow', takesMs: 8_000, pool: 'dedicated' },
    { id: 'slow-d2', model: 'slow', takesMs: 8_000, pool: 'dedicated' },
    { id: 'fast-d', model: 'fast', takesMs: 100, pool: 'dedicated' },
  ];
  const workers = new Map(
    engines.map(({ id, ...engine }) => [id, startWorker(installation, () => answered, { id, ...engine })]),
  );
  const startedBy = (id: string): readonly string[] => workers.get(id)?.executor.started ?? [];
  await clock.pass(1_000);
  // Eight at a time of eight seconds each: sixteen minutes of work on the one spot engine that serves it.
  const [fast, slow] = [await installation.submit(16_000, '1h', 'fast'), await installation.submit(960, '12m', 'slow')];
  await clock.pass(60_000);
  const lanes = await lanesOf(installation);
  expect(new Set(lanes.filter(({ batchId }) => batchId === fast.id).map(({ model }) => model))).toEqual(
    new Set(['fast']),
  );
  expect(new Set(lanes.filter(({ batchId }) => batchId === slow.id).map(({ model }) => model))).toEqual(
    new Set(['slow']),
  );
  const standings = await store.fleet.list();
  const speedOf = (model: string) =>
    standings.find((one) => one.model === model && one.pool === 'spot')?.observed?.throughput;
  expect(speedOf('fast')?.requestsPerSecond).toBeGreaterThan(50);
  expect(speedOf('slow')?.requestsPerSecond).toBeLessThan(2);
  const [fastEnd, slowEnd] = [await installation.results(fast), await installation.results(slow)];
  expect(fastEnd.batch.counts).toMatchObject({ succeeded: 16_000 });
  expect(slowEnd.batch.counts).toMatchObject({ succeeded: 960 });
  expect(slowEnd.batch.endedAt).toBeLessThan(slow.deadlineAt);
  const executions = engines.map(({ id, model }) => [model, startedBy(id).length] as const);
  const sum = (model: string): number => executions.reduce((all, [of, count]) => all + (of === model ? count : 0), 0);
  expect([sum('fast'), sum('slow')]).toEqual([16_000, 960]);
  const kindsOf = async ({ id }: { readonly id: string }) =>
    (await spillway.batches.timeline({ id })).map(({ kind }) => kind);
  expect(await kindsOf(slow)).toContain('escalated');
  expect(await kindsOf(fast)).not.toContain('escalated');
  expect(startedBy('fast-d')).toEqual([]);
  expect(startedBy('slow-d1').length + startedBy('slow-d2').length).toBeGreaterThan(0);
  for (const worker of workers.values()) await stopWorker(installation, worker);
});
