import type { BatchErrors } from './batch-error.ts';
import type { Usage } from './usage.ts';

/** Where a batch is on its way; the last four are its ends. */
export type BatchStatus =
  | 'validating'
  | 'in_progress'
  | 'finalizing'
  | 'cancelling'
  | 'completed'
  | 'failed'
  | 'expired'
  | 'cancelled';

/** OpenAI's counts: rows of the output file, rows of the error file, and both with what is not finished. */
export interface BatchRequestCounts {
  /** All zero until the batch is in progress. */
  readonly total: number;
  /** Rows of the output file. */
  readonly completed: number;
  /** Rows of the error file. */
  readonly failed: number;
}

/** What became of the requests; `request_counts` in more words. */
export interface BatchOutcomes {
  /** Without an outcome. */
  readonly open: number;
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
}

/** When a batch will end, from its own progress. */
export interface BatchEstimate {
  readonly expected_finish_at: number;
  readonly requests_per_second: number;
  readonly remaining_requests: number;
  /** Whether the expected finish is before `expires_at`. */
  readonly on_time: boolean;
}

/** OpenAI's batch; the fields from `tenant` on, `model` and `outcomes` are Spillway's own. */
export interface Batch {
  readonly id: string;
  readonly object: 'batch';
  readonly endpoint: string;
  /** Null until planned, and when the requests name several. */
  readonly model: string | null;
  /** Of a batch that failed. */
  readonly errors: BatchErrors | null;
  readonly input_file_id: string;
  readonly completion_window: string;
  readonly status: BatchStatus;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
  readonly created_at: number;
  readonly in_progress_at: number | null;
  /** Its deadline. */
  readonly expires_at: number | null;
  readonly finalizing_at: number | null;
  readonly completed_at: number | null;
  readonly failed_at: number | null;
  readonly expired_at: number | null;
  readonly cancelling_at: number | null;
  readonly cancelled_at: number | null;
  readonly request_counts: BatchRequestCounts;
  readonly outcomes: BatchOutcomes;
  readonly usage: Usage | null;
  /** As it was given when the batch was created. */
  readonly metadata: Readonly<Record<string, string>> | null;
  /** Whose it is. */
  readonly tenant: string;
  /** 1 normal, 5 medium, 10 and above high. */
  readonly priority: number;
  /** Who asked for it within the tenant. */
  readonly user: string | null;
  /** 1 first; a retry starts the next. */
  readonly revision: number;
  /** Answers that were copied from those of other requests. */
  readonly deduplicated: number;
  /** Null while there is nothing to tell it from, and once the batch has ended. */
  readonly estimate: BatchEstimate | null;
}

/** How many batches there are. */
export interface BatchCount {
  readonly object: 'batch.count';
  /** Batches. */
  readonly count: number;
}
