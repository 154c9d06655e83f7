import type { Pool } from '../policy/index.ts';
import type { FleetStanding, WorkerRecord } from '../store/index.ts';
import type { WorkRates } from './work-rates.ts';

/** The fleet at one moment. */
export interface FleetPoint {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Batches that have not ended, and their requests without an outcome. */
  readonly queueBatches: number;
  readonly queueRequests: number;
  /** Since the oldest of those batches was created; 0 without any. */
  readonly queueAgeMs: number;
  /** By name: those of this process, and those that workers name. */
  readonly pools: Readonly<Record<string, PoolPoint>>;
}

/** One pool at one moment. */
export interface PoolPoint {
  /** Workers that lived. */
  readonly liveReplicas: number;
  /** Wanted of it, over all models. */
  readonly desiredReplicas: number;
  /** Requests that its engines are working on. */
  readonly inFlight: number;
  /** Requests that its workers can have in flight. */
  readonly slots: number;
  /** Requests that ended in any way; null until its workers have been seen twice. */
  readonly requestsPerSecond: number | null;
  /** The same in the estimates that planning made. */
  readonly tokensPerSecond: number | null;
  /** Of the live replicas, at the pool's price; null where it is not known here. */
  readonly costPerHour: number | null;
}

/** What a point is made from. */
export interface FleetSample {
  readonly at: number;
  readonly pools: readonly Pool[];
  readonly standings: readonly FleetStanding[];
  readonly workers: readonly WorkerRecord[];
  readonly queue: { readonly batches: number; readonly requests: number };
  /** When the oldest batch that has not ended was created; undefined without any. */
  readonly oldestAt: number | undefined;
  readonly rates: WorkRates;
}

export function pointOf({ at, pools, standings, workers, queue, oldestAt, rates }: FleetSample): FleetPoint {
  const names = new Set([...pools.map(({ name }) => name), ...workers.map(({ pool }) => pool)]);
  const pointFor = (name: string): PoolPoint => {
    const living = workers.filter(({ pool }) => pool === name);
    const price = pools.find((pool) => pool.name === name)?.pricePerHour;
    return {
      liveReplicas: living.length,
      desiredReplicas: sumOf(standings, (one) => (one.pool === name ? one.desiredReplicas : 0)),
      inFlight: sumOf(living, ({ inFlight }) => inFlight),
      slots: sumOf(living, ({ capacity }) => capacity),
      ...rates.of(living),
      costPerHour: price === undefined ? null : price * living.length,
    };
  };
  return {
    at,
    queueBatches: queue.batches,
    queueRequests: queue.requests,
    queueAgeMs: oldestAt === undefined ? 0 : Math.max(0, at - oldestAt),
    pools: Object.fromEntries([...names].map((name) => [name, pointFor(name)])),
  };
}

function sumOf<Member>(members: readonly Member[], count: (member: Member) => number): number {
  return members.reduce((sum, member) => sum + count(member), 0);
}
