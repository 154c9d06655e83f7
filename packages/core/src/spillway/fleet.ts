import type { FleetSampler, FleetSeries } from '../fleet-series/fleet-series.ts';
import type { Pool } from '../policy/index.ts';
import type { FleetStanding, Store, WorkerRecord } from '../store/index.ts';

/** What the installation has, and what was decided about it. */
export interface FleetView {
  readonly pools: readonly Pool[];
  /** The last decision about each model in each pool. */
  readonly standings: readonly FleetStanding[];
  /** Batches that have not ended, and their requests without an outcome. */
  readonly queue: { readonly batches: number; readonly requests: number };
}

/** The fleet, for operators. */
export interface SpillwayFleet {
  /** As the store has it now. The pools are those that this process was given. */
  get(): Promise<FleetView>;
  /** Workers that live, by their last word. */
  workers(): Promise<readonly WorkerRecord[]>;
  /**
   * The last hour as this process saw it, a point each ten seconds. It begins to look with the first call, and looks on
   * for an hour after the last; from its start on with the option `keepFleetSeries`.
   */
  series(): Promise<FleetSeries>;
}

export interface FleetOptions {
  readonly store: Pick<Store, 'batches' | 'workers' | 'fleet'>;
  readonly pools: readonly Pool[];
  readonly sampler: FleetSampler;
}

/** What is known of the fleet. */
export function createFleet({ store, pools, sampler }: FleetOptions): SpillwayFleet {
  return {
    async get() {
      const [standings, { batches, requests }] = await Promise.all([
        store.fleet.list(),
        store.batches.backlog({ exact: true }),
      ]);
      return { pools, standings, queue: { batches, requests } };
    },
    workers: () => store.workers.list(),
    series: () => sampler.series(),
  };
}
