import type { Usage } from './batch.ts';

export const requestStatuses = [
  'queued',
  'running',
  'completed',
  'failed',
  'dead_lettered',
  'expired',
  'cancelled',
] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** One request of a batch. */
export interface BatchRequest {
  readonly id: string;
  readonly batch_id: string;
  readonly custom_id: string;
  readonly position: number;
  readonly model: string;
  readonly status: RequestStatus;
  readonly attempts: number;
  readonly pool: string | null;
  readonly worker: string | null;
  readonly engine: string | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly duration_ms: number | null;
  readonly usage: Usage | null;
  readonly error_code: string | null;
  readonly duplicate_of: string | null;
}

/** One execution of a request. */
export interface Attempt {
  readonly started_at: number;
  readonly duration_ms: number;
  readonly pool: string | null;
  readonly worker: string | null;
  readonly engine: string | null;
  readonly verdict: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly status_code: number | null;
}

/** A request that was given up. */
export interface DeadLetter extends BatchRequest {
  readonly last_attempt: Attempt | null;
}

/** Without its lines. */
export interface RequestDetail extends BatchRequest {
  readonly attempt_history: readonly Attempt[];
}
