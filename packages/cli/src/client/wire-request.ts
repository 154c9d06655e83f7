import type { WireUsage } from './wire-batch.ts';

/** One request of a batch, as the API tells of it. Instants are in seconds. */
export interface WireRequest {
  readonly id: string;
  readonly batch_id: string;
  readonly custom_id: string;
  /** Zero-based. */
  readonly position: number;
  readonly model: string;
  readonly status: string;
  readonly attempts: number;
  readonly pool: string | null;
  readonly worker: string | null;
  readonly engine: string | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly duration_ms: number | null;
  readonly usage: WireUsage | null;
  readonly error_code: string | null;
  /** Servers of other makes do not know it. */
  readonly duplicate_of?: string | null;
  /** Told of one request alone; servers of other makes do not know it. */
  readonly attempt_history?: readonly WireAttempt[];
}

/** One execution of a request. */
export interface WireAttempt {
  readonly started_at: number;
  readonly duration_ms: number;
  readonly pool: string | null;
  readonly worker: string | null;
  readonly engine: string | null;
  readonly verdict: string;
  readonly code: string | null;
  readonly message: string | null;
}

/** Ids of requests name their batch. */
export function isRequestId(id: string): boolean {
  return id.startsWith('batch_req_');
}

export function requestPath(id: string, below = ''): string {
  return `/v1/requests/${encodeURIComponent(id)}${below}`;
}
