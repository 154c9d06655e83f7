import type { FleetPolicy } from '../policy/fleet/index.ts';
import type { Pool } from '../policy/index.ts';
import type { QuoteSnapshot } from '../quote/model-sight.ts';
import type { Store } from '../store/index.ts';
import type { Arrivals } from './arrivals.ts';

export interface QuoteSnapshotOptions {
  readonly store: Pick<Store, 'shards' | 'workers' | 'fleet'>;
  readonly pools: readonly Pool[];
  readonly fleetPolicy: FleetPolicy;
  readonly arrivals: Arrivals;
}

const LANES_AT_ONCE = 10_000;

/** What quotes are made from. Every lane is among those of any one pool, once withheld ones count. */
export async function readQuoteSnapshot(
  models: readonly string[],
  { store, pools, fleetPolicy, arrivals }: QuoteSnapshotOptions,
): Promise<QuoteSnapshot> {
  const arriving = await arrivals.list();
  const bounds = { perTenant: LANES_AT_ONCE, limit: LANES_AT_ONCE };
  const query = { pool: pools[0]?.name ?? '', models, suspects: true, withheld: true, ...bounds };
  const [{ asOf, lanes }, standings, workers] = await Promise.all([
    store.shards.lanes(query),
    store.fleet.list(),
    store.workers.list(),
  ]);
  const planned = new Set(lanes.map(({ batchId }) => batchId));
  const unplanned = arriving.filter(({ id }) => !planned.has(id));
  return { asOf, pools, fleetPolicy, standings, workers, lanes, arriving: unplanned };
}
