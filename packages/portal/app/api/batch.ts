export type BatchStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled';

/** Something that is wrong with an input. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
  readonly line: number | null;
}

export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
}

export interface BatchEstimate {
  readonly expected_finish_at: number;
  readonly requests_per_second: number;
  readonly remaining_requests: number;
  readonly on_time: boolean;
}

export interface Batch {
  readonly id: string;
  readonly endpoint: string;
  readonly model: string | null;
  readonly errors: { readonly data: readonly Problem[] } | null;
  readonly input_file_id: string;
  readonly completion_window: string;
  readonly status: BatchStatus;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
  readonly created_at: number;
  readonly in_progress_at: number | null;
  readonly expires_at: number;
  readonly completed_at: number | null;
  readonly failed_at: number | null;
  readonly expired_at: number | null;
  readonly cancelled_at: number | null;
  readonly request_counts: { readonly total: number; readonly completed: number; readonly failed: number };
  /** Absent of a server one version older. */
  readonly outcomes?: Readonly<
    Record<'open' | 'succeeded' | 'failed' | 'dead_lettered' | 'expired' | 'cancelled', number>
  >;
  readonly usage: Usage | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly priority: number;
  readonly user: string | null;
  readonly tenant: string;
  readonly revision: number;
  readonly deduplicated: number;
  readonly estimate: BatchEstimate | null;
}

const ended: readonly BatchStatus[] = ['failed', 'completed', 'expired', 'cancelled'];

export function hasEnded({ status }: Pick<Batch, 'status'>): boolean {
  return ended.includes(status);
}

export function endedAt({ completed_at, failed_at, expired_at, cancelled_at }: Batch): number | null {
  return completed_at ?? failed_at ?? expired_at ?? cancelled_at;
}

/** One line of a batch's history. */
export interface BatchEvent {
  readonly id: string;
  readonly type: string;
  readonly message: string;
  readonly created_at: number;
}
