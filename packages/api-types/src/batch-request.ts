import type { Attempt } from './attempt.ts';
import type { Usage } from './usage.ts';

/** Where a request is on its way; all but the first two are its ends. */
export type BatchRequestStatus =
  | 'queued'
  | 'running'
  | 'completed'
  | 'failed'
  | 'dead_lettered'
  | 'expired'
  | 'cancelled';

/** One request of a batch. */
export interface BatchRequest {
  readonly id: string;
  readonly object: 'batch.request';
  readonly batch_id: string;
  readonly custom_id: string;
  /** Zero-based line of the input. */
  readonly position: number;
  readonly model: string;
  readonly status: BatchRequestStatus;
  /** Executions whose failure could be the request's own fault. */
  readonly attempts: number;
  readonly pool: string | null;
  readonly worker: string | null;
  readonly engine: string | null;
  /** When its last execution began. */
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly duration_ms: number | null;
  readonly usage: Usage | null;
  readonly error_code: string | null;
  /** The request whose answer it was given; `elsewhere` when that is another tenant's. */
  readonly duplicate_of: string | null;
}

/** The same with its lines. */
export interface BatchRequestDetail extends BatchRequest {
  /**
   * Its executions, oldest first, in earlier revisions too; none that was stopped or found no room, and none of the claim that
   * still holds it.
   */
  readonly attempt_history: readonly Attempt[];
  /** Its line of the input; null once the input file is gone. */
  readonly input: unknown;
  /** Its line of the output or error file; null until it ended. */
  readonly output: unknown;
}
