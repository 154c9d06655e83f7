import type { BatchStatus } from './batch.ts';

/** Which batches to act on. All words are optional, and a batch must satisfy each that is given. */
export interface BulkBatchFilter {
  readonly ids?: readonly string[] | undefined;
  readonly status?: readonly BatchStatus[] | undefined;
  readonly priority?: readonly number[] | undefined;
  readonly user?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly model?: string | undefined;
  readonly input_file_id?: string | undefined;
  /** Created then or later, in seconds since the epoch. */
  readonly created_after?: number | undefined;
  /** Created before, in seconds since the epoch. */
  readonly created_before?: number | undefined;
  /** With all of these pairs. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Whose id begins with this text, or one of whose metadata names or values contains it, in either case. */
  readonly search?: string | undefined;
  /** Says that all of the tenant are meant. */
  readonly all?: true | undefined;
}

/** Which dead letters to act on. */
export interface BulkDeadLetterFilter {
  readonly batch_id?: string | undefined;
  readonly model?: string | undefined;
  /** Only with this `error_code`, or whose last attempt ended with this code. */
  readonly code?: string | undefined;
  /** Only those that failed in this way. */
  readonly fingerprint?: string | undefined;
  /** Only these. */
  readonly request_ids?: readonly string[] | undefined;
  /** Says that all of the tenant are meant. */
  readonly all?: true | undefined;
}
