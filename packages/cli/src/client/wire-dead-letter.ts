import type { WireBatch } from './wire-batch.ts';
import type { WireAttempt, WireRequest } from './wire-request.ts';

/** A request that was given up, as the API tells of it. */
export interface WireDeadLetter extends WireRequest {
  readonly last_attempt: WireAttempt | null;
}

/** What a requeue did, or would do. */
export interface WireRequeue {
  readonly dry_run: boolean;
  readonly matched: number;
  readonly batches: readonly { readonly batch_id: string; readonly requests: number }[];
  readonly skipped: readonly WireSkipped[];
  readonly reopened: readonly WireBatch[];
}

/** A batch whose dead letters stay as they are. */
export interface WireSkipped {
  readonly batch_id: string;
  readonly requests: number;
  readonly reason: string;
  readonly message: string;
}

/** Where the API keeps them. */
export function deadLettersPath(below = ''): string {
  return `/v1/dead_letters${below}`;
}
