/** How values are spread. */
export interface Distribution {
  /** Values. */
  readonly count: number;
  /** Of all values, in their unit. */
  readonly sum: number;
  /** How many values lie up to each bound `le` and above the one before it; the last has no bound. */
  readonly buckets: readonly { readonly le: number | null; readonly count: number }[];
}

/** How the requests of a revision ended. */
export interface ReportRequests {
  /** Answered, or refused by the engine, by the deadline. */
  readonly sla_met: number;
  /** Expired, given up, or recorded after the deadline. */
  readonly sla_violated: number;
  /** Answered. */
  readonly succeeded: number;
  /** Refused by the engine. */
  readonly failed: number;
  /** Given up. */
  readonly dead_lettered: number;
  /** Not run by the deadline. */
  readonly expired: number;
  /** Not run when the batch was cancelled. */
  readonly cancelled: number;
  /** Given the answer of another request. */
  readonly deduplicated: number;
}

/** What one pool did for a model. */
export interface ReportPool {
  readonly pool: string;
  readonly model: string;
  readonly requests: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** From the start of each execution to its end, summed. */
  readonly busy_seconds: number;
  /** In the currency of the prices; null where nothing was measured. */
  readonly cost: number | null;
}

/** The report on one revision of a batch. */
export interface BatchReport {
  readonly id: string;
  readonly object: 'batch.report';
  readonly batch_id: string;
  /** 1 first; a retry starts the next. */
  readonly revision: number;
  readonly tenant: string;
  readonly user: string | null;
  readonly endpoint: string;
  readonly priority: number;
  readonly status: 'completed' | 'failed' | 'expired' | 'cancelled';
  /** Whether the files were there by the deadline; `none` for what was cancelled or did not validate. */
  readonly sla: 'met' | 'violated' | 'none';
  readonly created_at: number;
  /** When it was created, or reopened for this revision. */
  readonly started_at: number;
  readonly ended_at: number;
  /** Its deadline. */
  readonly expires_at: number;
  readonly requests: ReportRequests;
  /** From `started_at` to the start of the last execution, of the requests that had one. */
  readonly queue_wait_seconds: Distribution;
  /** Executions of each of them whose failure could be its own fault, the last one included. */
  readonly attempts: Distribution;
  readonly pools: readonly ReportPool[];
}
