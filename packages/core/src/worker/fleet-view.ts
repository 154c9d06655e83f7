import type { Pool } from '../policy/index.ts';
import type { WorkerRecord } from '../store/index.ts';

/** What a worker knows of its colleagues, from its last beat. */
export interface FleetView {
  /** Live workers of its pool, itself included. */
  readonly peers: number;
  /**
   * Whether it may run suspects: its pool is not preemptible, or nobody lives in a pool that is not. A request that
   * kills its worker costs least where no claim of others is lost with it.
   */
  readonly suspects: boolean;
  /** Deaths after which a suspect is given up without another run. */
  readonly lethalLapses: number;
}

/** The view before the first beat: colleagues that are better off with a suspect may live. */
export function firstView(pool: Pool): FleetView {
  return { ...viewFleet(pool, [], []), suspects: !pool.preemptible };
}

export function viewFleet(pool: Pool, pools: readonly Pool[], workers: readonly WorkerRecord[]): FleetView {
  const safe = new Set(pools.filter((other) => !other.preemptible).map((other) => other.name));
  const safeLives = workers.some((worker) => safe.has(worker.pool));
  return {
    peers: Math.max(1, workers.filter((worker) => worker.pool === pool.name).length),
    suspects: !pool.preemptible || !safeLives,
    // The first lapse made it a suspect; then two deaths alone where nothing preempts, four where a preemption looks the same.
    lethalLapses: pool.preemptible ? 5 : 3,
  };
}
