import type { CoordinatorOptions } from './coordinator-options.ts';

const LANES_AT_ONCE = 10_000;
const TICK_LEASE_MS = 10_000;

/** Takes every fleet tick that is due and decides it: which lanes each pool may take, and how many replicas it wants. */
export async function tickFleet({
  store,
  pools,
  escalate,
  wakeups,
}: Pick<CoordinatorOptions, 'store' | 'pools' | 'escalate' | 'wakeups'>): Promise<void> {
  const workers = await store.workers.list();
  for (const pool of pools) {
    const { lanes } = await store.shards.lanes({
      pool: pool.name,
      suspects: true,
      withheld: true,
      perTenant: LANES_AT_ONCE,
      limit: LANES_AT_ONCE,
    });
    for (const model of new Set(lanes.map((lane) => lane.model))) {
      const tick = await store.fleet.claimTick({ pool: pool.name, model, leaseMs: TICK_LEASE_MS });
      if (!tick) continue;
      const concerned = lanes.filter((lane) => lane.model === model);
      const decision = escalate({ asOf: tick.asOf, pool, model, lanes: concerned, workers });
      const decided = await store.fleet.decide(tick, decision);
      if (decided && decision.permissions.length > 0) wakeups.ring('lanes');
    }
  }
}
