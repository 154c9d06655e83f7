import { observePool } from '../coordinator/observe-pool.ts';
import { freshPool } from '../coordinator/tick-memory.ts';
import type { Pool } from '../policy/index.ts';
import type { Store } from '../store/index.ts';
import type { ReplicaPrice } from './work-tally.ts';

/**
 * What a replica of each pool does and costs now: by the workers that live, else by what the fleet's last decision was made
 * from. Requests are the measure: of both rates, tokens are those that planning estimated, not those that engines counted.
 */
export async function replicaPrices(
  { workers, fleet }: Pick<Store, 'workers' | 'fleet'>,
  pools: readonly Pool[],
): Promise<ReplicaPrice> {
  const [living, standings] = await Promise.all([workers.list(), fleet.list()]);
  return (name, model) => {
    const pool = pools.find((candidate) => candidate.name === name);
    if (!pool) return undefined;
    const { rate } = observePool(pool, freshPool, { model, workers: living, asOf: 0 }).memory;
    const standing = standings.find((one) => one.pool === name && one.model === model)?.observed?.throughput;
    const perSecond = (rate ?? standing)?.requestsPerSecond;
    return perSecond !== undefined && perSecond > 0 ? { hour: pool.pricePerHour, perSecond } : undefined;
  };
}
