import { coldStartOf } from '../coordinator/cold-start.ts';
import { isLeftAlone } from '../coordinator/decide-fleet.ts';
import { type FleetSight, fleetStateOf, rateOfReplica } from '../coordinator/fleet-state.ts';
import { isScaled } from '../coordinator/is-scaled.ts';
import { type ObservedPool, observePool } from '../coordinator/observe-pool.ts';
import { freshPool, type PoolMemory } from '../coordinator/tick-memory.ts';
import { ownValue } from '../own-value.ts';
import type { FleetPolicy } from '../policy/fleet/index.ts';
import type { Pool } from '../policy/index.ts';
import type { FleetStanding, Lane, ModelThroughput, WorkerRecord } from '../store/index.ts';
import type { QueuedWork } from './forecast/queued-work.ts';
import type { StartingPool } from './forecast/virtual-pool.ts';

/** All that a quote sees of an installation at one moment. */
export interface QuoteSnapshot {
  /** The store's time, in milliseconds since the epoch. */
  readonly asOf: number;
  readonly pools: readonly Pool[];
  readonly fleetPolicy: FleetPolicy;
  /** The last decisions of the fleet, with what they were made from. */
  readonly standings: readonly FleetStanding[];
  /** The live workers. */
  readonly workers: readonly WorkerRecord[];
  /** The lanes of all models, each once, whatever their permissions. */
  readonly lanes: readonly Lane[];
  /** What was let in and has no lanes yet. */
  readonly arriving: readonly ArrivingWork[];
}

/** Requests of a batch for one model. */
export interface ModelWork {
  readonly model: string;
  readonly requests: number;
  /** Estimated, prompt and answer; 0 when nobody estimated them. */
  readonly tokens: number;
}

/** A batch that is there and not planned. */
export interface ArrivingWork extends Pick<QueuedWork, 'id' | 'tenant' | 'priority' | 'createdAt' | 'deadlineAt'> {
  readonly models: readonly ModelWork[];
}

/** The fleet of one model, as its tick would see it. */
export interface ModelSight {
  readonly model: string;
  readonly observed: readonly ObservedPool[];
  /** What one replica does; undefined when nobody knows. */
  readonly rate: ModelThroughput | undefined;
  /** Whether a worker serves it, or one can be started. */
  readonly served: boolean;
  /** How long a worker's slots take to turn over once, which is about what one answer takes; 0 when nobody knows. */
  readonly turnoverMs: number;
}

/** Live beats say what a replica does; where there are none, the last decision remembers. */
export function sightOfModel(model: string, { asOf, pools, standings, workers }: QuoteSnapshot): ModelSight {
  const observed = pools.map((pool) => {
    const standing = standings.find((one) => one.model === model && one.pool === pool.name);
    const one = observePool(pool, memoryOf(standing), { model, workers, asOf });
    // What the decision measured holds for all its replicas; the beats are among them.
    const coldStartMs = standing?.observed?.coldStartMs;
    return coldStartMs === undefined
      ? one
      : { ...one, memory: { ...one.memory, ready: [{ id: '', ms: coldStartMs }] } };
  });
  return {
    model,
    observed,
    rate: rateOfReplica(observed),
    served: observed.some((one) => one.live.length > 0 || isScaled(one.pool)),
    turnoverMs: turnoverOf(model, observed),
  };
}

/** The pools of the sight from which a forecast starts, with nothing else to work but these. */
export function startingPools(
  { asOf, observed, lanes, shares }: Pick<FleetSight, 'asOf' | 'observed' | 'lanes' | 'shares'>,
  rate: ModelThroughput,
): StartingPool[] {
  const allOpen = isLeftAlone(observed, true);
  const { pools } = fleetStateOf({ asOf, tickMs: 0, observed, lanes, allOpen, ...(shares && { shares }) }, rate);
  return pools.flatMap((state, index) => {
    const one = observed[index];
    if (!one) return [];
    const { pool, live } = one;
    const scaled = isScaled(one.pool);
    const names = new Set(live.map(({ id }) => id));
    const working = state.replicas.filter(({ id }) => names.has(id));
    return {
      // Where nothing starts workers, none is on its way.
      state: scaled ? state : { ...state, replicas: working },
      coldStartMs: coldStartOf(one),
      scaled,
      alwaysWorks: pool.preemptible || pool.permission === 'all' || allOpen,
      standby: live.length - working.length,
    };
  });
}

function memoryOf(standing: FleetStanding | undefined): PoolMemory {
  if (!standing) return freshPool;
  const { observed, desiredReplicas: asked, decidedAt } = standing;
  const live = observed?.live ?? 0;
  return { rate: observed?.throughput ?? null, ready: [], live, asked, shortSinceAt: live < asked ? decidedAt : null };
}

/** By Little's law, of the slowest worker: what it has in flight at the most, over what it ends in a second. */
function turnoverOf(model: string, observed: readonly ObservedPool[]): number {
  const turns = observed.flatMap(({ live }) =>
    live.flatMap(({ capacity, throughput }) => {
      const rate = ownValue(throughput, model);
      return rate ? [(capacity / rate.requestsPerSecond) * 1_000] : [];
    }),
  );
  return Math.max(0, ...turns);
}
