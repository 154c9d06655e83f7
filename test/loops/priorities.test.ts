import type { Store } from '@spillway/core/store';
import { expect, test } from 'vitest';
import { install } from './installation.ts';
import { answered } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';
import type { VirtualClock } from './virtual-clock.ts';

interface Claimed {
  readonly batchId: string;
  readonly workerId: string;
  readonly atMs: number;
}

/** How long a look at the lanes serves a worker. */
const LOOK_MS = 250;
const WORKERS = ['w1', 'w2', 'w3'];

test('a high batch that is submitted behind a long normal one of its tenant has the next claim of every worker', async () => {
  const claims: Claimed[] = [];
  let clock: Pick<VirtualClock, 'now'> = { now: () => 0 };
  const noting = (store: Store): Store => {
    const claim: Store['shards']['claim'] = async (demand) => {
      const taken = await store.shards.claim(demand);
      if (taken) claims.push({ batchId: taken.batchId, workerId: demand.workerId, atMs: clock.now() });
      return taken;
    };
    return { ...store, shards: { ...store.shards, claim } };
  };
  await using installation = await install({ store: noting });
  clock = installation.clock;
  const long = await installation.submit(20_000);
  const workers = WORKERS.map((id) => startWorker(installation, () => answered, { id }));
  await installation.clock.pass(10_000);
  const high = await installation.submit(2_000, '48h', 'm', { priority: 10 });
  const submittedMs = clock.now();
  const { batch: ended } = await installation.results(high);
  const plannedMs = ended.inProgressAt ?? Number.POSITIVE_INFINITY;
  expect(plannedMs - submittedMs).toBeLessThan(1_000);
  for (const id of WORKERS) {
    const next = claims.filter(({ workerId, atMs }) => workerId === id && atMs > plannedMs);
    const ofLong = next.findIndex(({ batchId }) => batchId === high.id);
    // One that it may have looked for just before.
    expect(ofLong).toBeLessThanOrEqual(1);
    expect(next.find(({ atMs }) => atMs >= plannedMs + LOOK_MS)?.batchId).toBe(high.id);
  }
  const started = claims.find(({ batchId }) => batchId === high.id);
  // A claim of this pool is at most thirty seconds of a worker's work.
  expect((started?.atMs ?? 0) - plannedMs).toBeLessThan(30_000);
  const { counts } = (await installation.spillway.batches.get({ id: long.id })) ?? {};
  expect(counts?.open).toBeGreaterThan(10_000);
  for (const worker of workers) await stopWorker(installation, worker);
});
