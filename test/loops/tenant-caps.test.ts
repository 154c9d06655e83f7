import type { AllotmentPolicy } from '@spillway/core/policy';
import { describe, expect, test } from 'vitest';
import { type Installation, type InstallationOptions, install } from './installation.ts';
import { answered } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

const CAP = 30;
const WORKERS = ['w1', 'w2', 'w3'];

/** What the tenant has in workers' hands now. */
async function heldOf({ store }: Installation, tenant: string): Promise<number> {
  const query = { pool: 'spot', suspects: false, perTenant: 1, limit: 1, held: true };
  const { held = [] } = await store.shards.lanes(query);
  return held.find((one) => one.tenant === tenant)?.requests ?? 0;
}

/** Lets workers run until the tenant's batch has ended; what it had in hands, every twentieth of a second. */
async function watch(installation: Installation, tenant: string, requests: number): Promise<readonly number[]> {
  const workers = WORKERS.map((id) =>
    startWorker(installation, () => answered, { id, concurrency: 64, takesMs: 3_000 }),
  );
  // They know of each other before there is work, and look at it at one moment.
  await installation.clock.pass(15_000);
  const batch = await installation.submit(requests, '24h', 'm', { tenant });
  const seen: number[] = [];
  for (let phase = ''; phase !== 'completed'; ) {
    await installation.clock.pass(50);
    seen.push(await heldOf(installation, tenant));
    phase = (await installation.spillway.batches.get({ tenant, id: batch.id }))?.phase ?? '';
  }
  for (const worker of workers) await stopWorker(installation, worker);
  return seen;
}

describe('a tenant with a cap on its running requests', () => {
  const first: AllotmentPolicy = ({ lanes }) => {
    const lane = lanes.find(({ dueInMs }) => dueInMs <= 0);
    return lane && { batchId: lane.batchId, model: lane.model, requests: 512, chargePerRequest: 1 };
  };
  const settings: [string, InstallationOptions['spillway'], number | undefined][] = [
    ['of its own', {}, CAP],
    ['of every tenant', { limits: { tenantRunningRequests: CAP } }, undefined],
    ['of its own below that of every tenant', { limits: { tenantRunningRequests: 1_000 } }, CAP],
    ['that the policy knows nothing of', { allot: first }, CAP],
  ];

  test.each(settings)(
    '%s has as many in workers’ hands, and one for each worker more at the most',
    async (_, spillway, own) => {
      await using installation = await install({ ...(spillway && { spillway }) });
      if (own !== undefined) await installation.spillway.tenants.put({ id: 'a', limits: { runningRequests: own } });
      const seen = await watch(installation, 'a', 300);
      expect(Math.max(...seen)).toBeLessThanOrEqual(CAP + WORKERS.length - 1);
      expect(Math.max(...seen)).toBeGreaterThanOrEqual(CAP);
      expect(installation.troubles).toEqual([]);
    },
  );

  test('leaves the engines to the others', async () => {
    await using installation = await install();
    await installation.spillway.tenants.put({ id: 'a', limits: { runningRequests: CAP } });
    await installation.submit(5_000, '24h', 'm', { tenant: 'a', priority: 10 });
    const seen = await watch(installation, 'b', 5_000);
    // Three workers with sixty-four slots, less the cap: a share of half would be ninety-six.
    expect(seen.filter((held) => held >= 3 * 64 - CAP).length).toBeGreaterThan(seen.length / 2);
  });

  test('of 0 is paused, and goes on within ten seconds of a new one', async () => {
    await using installation = await install();
    const { spillway, clock } = installation;
    await spillway.tenants.put({ id: 'a', limits: { runningRequests: 0 } });
    const batch = await installation.submit(100, '24h', 'm', { tenant: 'a' });
    const worker = startWorker(installation, () => answered);
    await clock.pass(60_000);
    expect(worker.executor.started).toEqual([]);
    await spillway.tenants.put({ id: 'a', limits: {} });
    await clock.pass(10_500);
    expect(worker.executor.started).not.toEqual([]);
    expect((await installation.results(batch)).batch.counts).toMatchObject({ succeeded: 100 });
    await stopWorker(installation, worker);
  });
});

test('nobody visits the claims of all while no tenant has a cap', async () => {
  const asked: (boolean | undefined)[] = [];
  await using installation = await install({
    store: (store) => {
      const lanes: typeof store.shards.lanes = (query) => {
        asked.push(query.held);
        return store.shards.lanes(query);
      };
      return { ...store, shards: { ...store.shards, lanes } };
    },
  });
  const worker = startWorker(installation, () => answered);
  await installation.results(await installation.submit(50));
  await stopWorker(installation, worker);
  expect(asked).not.toEqual([]);
  expect(asked.filter((held) => held === true)).toEqual([]);
});

test('a store that does not say what tenants have in hands keeps no worker busy with asking', async () => {
  let looks = 0;
  await using installation = await install({
    store: (store) => {
      const lanes: typeof store.shards.lanes = async (query) => {
        if (++looks > 1_000) throw new Error('asked again and again');
        const { held, ...snapshot } = await store.shards.lanes(query);
        return snapshot;
      };
      return { ...store, shards: { ...store.shards, lanes } };
    },
  });
  await installation.spillway.tenants.put({ id: 'a', limits: { runningRequests: CAP } });
  const worker = startWorker(installation, () => answered);
  const { batch } = await installation.results(await installation.submit(50, '24h', 'm', { tenant: 'a' }));
  expect(batch.counts.succeeded).toBe(50);
  expect(installation.troubles).toEqual([]);
  await stopWorker(installation, worker);
});
