/** A batch, as the API tells of it; what is optional is Spillway's own, and absent elsewhere. Instants are in seconds. */
export interface WireBatch {
  readonly id: string;
  readonly endpoint: string;
  readonly model?: string | null;
  readonly errors?: { readonly data?: readonly WireProblem[] | null } | null;
  readonly input_file_id: string;
  readonly completion_window: string;
  readonly status: WireBatchStatus;
  readonly output_file_id?: string | null;
  readonly error_file_id?: string | null;
  readonly created_at: number;
  readonly in_progress_at?: number | null;
  readonly expires_at?: number | null;
  readonly finalizing_at?: number | null;
  readonly completed_at?: number | null;
  readonly failed_at?: number | null;
  readonly expired_at?: number | null;
  readonly cancelling_at?: number | null;
  readonly cancelled_at?: number | null;
  readonly request_counts?: { readonly total: number; readonly completed: number; readonly failed: number } | null;
  readonly usage?: WireUsage | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly tenant?: string;
  readonly priority?: number;
  readonly user?: string | null;
  readonly revision?: number;
  readonly deduplicated?: number;
  readonly estimate?: WireEstimate | null;
}

export type WireBatchStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled';

export interface WireUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
}

export interface WireEstimate {
  readonly expected_finish_at: number;
  readonly requests_per_second: number;
  readonly remaining_requests: number;
  readonly on_time: boolean;
}

/** What is wrong with the input. */
export interface WireProblem {
  readonly code?: string;
  readonly message?: string;
  readonly param?: string | null;
  /** One-based. */
  readonly line?: number | null;
}

const ended: ReadonlySet<WireBatchStatus> = new Set<WireBatchStatus>(['failed', 'completed', 'expired', 'cancelled']);

export function hasEnded({ status }: WireBatch): boolean {
  return ended.has(status);
}

/** When it ended; undefined before. */
export function endOf(batch: WireBatch): number | undefined {
  return batch.completed_at ?? batch.failed_at ?? batch.expired_at ?? batch.cancelled_at ?? undefined;
}

/** How far it is. */
export interface BatchCounts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
}

export function countsOf({ request_counts: counts }: WireBatch): BatchCounts {
  return counts ?? { total: 0, completed: 0, failed: 0 };
}
