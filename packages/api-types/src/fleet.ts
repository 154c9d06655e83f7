import type { FleetPoint } from './fleet-series.ts';
import type { Throughput, Worker } from './worker.ts';

/** A pool, as the installation is configured. */
export interface FleetPool {
  readonly name: string;
  readonly preemptible: boolean;
  /** Of one replica. */
  readonly price_per_hour: number;
  /** Workers. */
  readonly min_replicas: number;
  /** Workers; null without a bound. */
  readonly max_replicas: number | null;
}

/** The last decision about a model in a pool, and what it was made from. */
export interface FleetStanding {
  readonly pool: string;
  readonly model: string;
  /** Workers that the pool should have for the model. */
  readonly desired_replicas: number;
  readonly decided_at: number;
  /** Those that lived at the decision; null where it did not say. */
  readonly live_replicas: number | null;
  readonly throughput: Throughput | null;
  readonly cold_start_seconds: number | null;
  /** Of the model, whichever pool may take them. */
  readonly open_requests: number | null;
  readonly open_tokens: number | null;
}

/** What the installation has, and what was decided about it. */
export interface Fleet {
  readonly object: 'fleet';
  readonly pools: readonly FleetPool[];
  readonly standings: readonly FleetStanding[];
  /** Batches that have not ended, and their requests without an outcome. */
  readonly queue: { readonly batches: number; readonly requests: number };
}

/** What watchers of the fleet are told. */
export interface FleetNews {
  readonly fleet: Fleet;
  readonly workers: readonly Worker[];
  /** The newest measurement, if there is one. */
  readonly point: FleetPoint | null;
}
