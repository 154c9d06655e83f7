interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly { readonly le: number | null; readonly count: number }[];
}

/** The report on one revision of a batch. */
export interface BatchReport {
  readonly id: string;
  readonly batch_id: string;
  readonly revision: number;
  readonly tenant: string;
  readonly status: 'completed' | 'failed' | 'expired' | 'cancelled';
  readonly sla: 'met' | 'violated' | 'none';
  readonly started_at: number;
  readonly ended_at: number;
  readonly expires_at: number;
  readonly requests: {
    readonly sla_met: number;
    readonly sla_violated: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly dead_lettered: number;
    readonly expired: number;
    readonly cancelled: number;
    readonly deduplicated: number;
  };
  readonly queue_wait_seconds: Distribution;
  readonly attempts: Distribution;
  readonly pools: readonly {
    readonly pool: string;
    readonly model: string;
    readonly requests: number;
    readonly busy_seconds: number;
    readonly cost: number | null;
  }[];
}
