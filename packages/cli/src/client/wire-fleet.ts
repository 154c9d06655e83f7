/** What the installation has and what was decided about it, as the API tells operators. */
export interface WireFleet {
  readonly pools: readonly { readonly name: string; readonly price_per_hour: number }[];
  readonly standings: readonly {
    readonly pool: string;
    readonly model: string;
    readonly desired_replicas: number;
  }[];
  /** Batches that have not ended, and their requests without an outcome. */
  readonly queue: { readonly batches: number; readonly requests: number };
}

/** A worker that lives. Instants are in seconds. */
export interface WireWorker {
  readonly id: string;
  readonly pool: string;
  readonly models: readonly string[];
  readonly capacity: number;
  readonly in_flight: number;
  readonly engines: readonly { readonly url: string; readonly healthy: boolean; readonly reason: string | null }[];
  readonly beat_at: number;
}

/** When a batch is expected to end, and why that is no sooner. */
export interface WireOutlook {
  readonly batch_id: string;
  readonly slack_seconds: number | null;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
}
