import type { AttemptNote } from '../batch/attempt-history.ts';
import type { DeduplicationScope } from '../deduplication/deduplication-settings.ts';
import type { BatchUsage, Outcome } from '../store/index.ts';

/** Where a request is: `running` means held by a worker under a live lease. */
export const requestStatuses = [
  'queued',
  'running',
  'completed',
  'failed',
  'dead_lettered',
  'expired',
  'cancelled',
] as const;

/** See {@link requestStatuses}. */
export type RequestStatus = (typeof requestStatuses)[number];

/** One request of a batch, as people see it. Instants are milliseconds since the epoch. */
export interface BatchRequest {
  /** `batch_req_<batch>_<seq>`. */
  readonly id: string;
  readonly batchId: string;
  /** Zero-based position in the input. */
  readonly seq: number;
  readonly customId: string;
  readonly model: string;
  readonly status: RequestStatus;
  /** Executions whose failure could be its own fault; of an ended request the last one is included. */
  readonly attempts: number;
  /** Of the last execution; null before the first, and when it ended without one. */
  readonly pool: string | null;
  readonly workerId: string | null;
  readonly engine: string | null;
  /** When the last execution began, by the worker's clock. */
  readonly startedAt: number | null;
  /** When its end was recorded, by the store's clock. */
  readonly endedAt: number | null;
  readonly durationMs: number | null;
  /** As the engine reported it; null until it ended. */
  readonly usage: BatchUsage | null;
  /** Why it did not succeed: a code such as `http_400`, `request_timeout`, `batch_expired`. */
  readonly errorCode: string | null;
  /**
   * The request whose answer it was given instead of a run; `elsewhere` when that is another tenant's; null when it was run
   * or has not ended.
   */
  readonly duplicateOf: string | null;
}

/** One request with its bytes. */
export interface BatchRequestDetail extends BatchRequest {
  /** Its line of the input, without the newline; null once the input is gone. */
  readonly input: Uint8Array | null;
  /** Its line of the output or error file, without the newline; null until it ended. */
  readonly output: Uint8Array | null;
  /**
   * Its executions, oldest first, in earlier revisions too: those that were answered or that broke, but none that was
   * stopped or found no room. Those under a claim that still holds the request are not yet told of.
   */
  readonly attemptHistory: readonly AttemptNote[];
}

/** Which requests of a batch to list. */
export interface BatchRequestQuery {
  readonly tenant?: string;
  /** Id of the batch. */
  readonly id: string;
  readonly status?: RequestStatus;
  readonly customId?: string;
  /** Id of the request after which the page begins. */
  readonly after?: string;
  /** 1 to 100; 20 by default. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** Requests in the order of the input. */
export interface BatchRequestPage {
  readonly requests: readonly BatchRequest[];
  readonly hasMore: boolean;
}

/** Which ended requests of a batch to run again. */
export interface RetryOrder {
  readonly tenant?: string;
  /** Id of the batch. */
  readonly id: string;
  /** Requests that ended so; `failed`, `deadLettered`, `expired` and `cancelled` by default. */
  readonly outcomes?: readonly Outcome[];
  /** Only these; by default all of the batch. */
  readonly requestIds?: readonly string[];
  /** Window of the new revision, from now; the batch's own by default. */
  readonly window?: string;
  /** Only while the batch is in this revision; in whichever by default. */
  readonly revision?: number;
}

/** A batch on the input of another. What is left out is as it was there. */
export interface CloneOrder {
  readonly tenant?: string;
  /** Id of the batch to be cloned. */
  readonly id: string;
  readonly user?: string;
  readonly window?: string;
  /** At most 16 names; null for none. By default the original's. */
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly priority?: number;
  readonly outputExpiresAfterMs?: number;
  readonly deduplicate?: DeduplicationScope;
  readonly idempotencyKey?: string;
}
