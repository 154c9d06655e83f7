import { demandsOf, type ModelDemands } from '../coordinator/worker-shares.ts';
import type { FleetPoint } from '../fleet-series/fleet-point.ts';
import type { FleetPolicy } from '../policy/fleet/index.ts';
import type { Pool } from '../policy/index.ts';
import type { QuoteSnapshot } from '../quote/model-sight.ts';
import type { Lane, Permission, Store } from '../store/index.ts';
import { waitingHoursOf } from './waiting-hours.ts';

/** All that outlooks are made from, of all batches at one moment. */
export interface OutlookSnapshot extends QuoteSnapshot {
  /** Lanes by batch. */
  readonly lanesOf: ReadonlyMap<string, readonly Lane[]>;
  /** By pool, then by batch and model; what is missing has none. */
  readonly permissions: ReadonlyMap<string, ReadonlyMap<string, Permission>>;
  readonly demands: ModelDemands;
  /** Hours of one worker, by model. */
  readonly waitingHours: ModelDemands;
  /** Lanes by tenant and model. */
  readonly lanesOfTenant: ReadonlyMap<string, readonly Lane[]>;
  /** Workers that a pool had within the last quarter of an hour, at the most, by pool. */
  readonly lately: ReadonlyMap<string, number>;
}

export interface OutlookSnapshotOptions {
  readonly store: Pick<Store, 'shards' | 'workers' | 'fleet'>;
  readonly pools: readonly Pool[];
  readonly fleetPolicy: FleetPolicy;
  /** The fleet as it was lately. */
  readonly points: () => Promise<readonly FleetPoint[]>;
}

const LANES_AT_ONCE = 10_000;
const LATELY_MS = 15 * 60_000;

/** One look at lanes, standings and workers, whatever the number of batches. */
export async function readOutlookSnapshot(options: OutlookSnapshotOptions): Promise<OutlookSnapshot> {
  const { store, pools, fleetPolicy } = options;
  const bounds = { perTenant: LANES_AT_ONCE, limit: LANES_AT_ONCE };
  const looks = pools.map(({ name }) => store.shards.lanes({ pool: name, suspects: true, withheld: true, ...bounds }));
  const [seen, standings, workers, points] = await Promise.all([
    Promise.all(looks),
    store.fleet.list(),
    store.workers.list(),
    options.points(),
  ]);
  const lanes = eachOnce(seen.flatMap((one) => one.lanes));
  const asOf = seen[0]?.asOf ?? 0;
  const seenByQuotes = { asOf, pools, fleetPolicy, standings, workers, lanes, arriving: [] };
  return {
    ...seenByQuotes,
    lanesOf: Map.groupBy(lanes, ({ batchId }) => batchId),
    lanesOfTenant: Map.groupBy(lanes, tenantAndModel),
    permissions: new Map(pools.map(({ name }, index) => [name, permissionsOf(seen[index]?.lanes ?? [])])),
    demands: demandsOf(lanes, { workers, asOf }),
    waitingHours: waitingHoursOf(seenByQuotes),
    lately: new Map(pools.map(({ name }) => [name, mostOf(name, points)])),
  };
}

/** A name for the lane. */
export function laneName({ batchId, model }: Pick<Lane, 'batchId' | 'model'>): string {
  return `${batchId} ${model}`;
}

/** Whose lane it is, and for what. */
export function tenantAndModel({ tenant, model }: Pick<Lane, 'tenant' | 'model'>): string {
  return `${tenant} ${model}`;
}

function eachOnce(lanes: readonly Lane[]): readonly Lane[] {
  return [...new Map(lanes.map((lane) => [laneName(lane), lane])).values()];
}

function permissionsOf(lanes: readonly Lane[]): ReadonlyMap<string, Permission> {
  return new Map(lanes.map((lane) => [laneName(lane), lane.permission]));
}

function mostOf(pool: string, points: readonly FleetPoint[]): number {
  const newest = points.at(-1)?.at ?? 0;
  const lately = points.filter(({ at }) => newest - at <= LATELY_MS);
  return Math.max(0, ...lately.map(({ pools }) => pools[pool]?.liveReplicas ?? 0));
}
