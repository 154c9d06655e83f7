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

/** When a batch is expected to end, and why that is no sooner. */
export interface WireOutlook {
  readonly batch_id: string;
  readonly slack_seconds: number | null;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
}
