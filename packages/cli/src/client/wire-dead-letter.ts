import type { WireBatch } from './wire-batch.ts';
import type { WireAttempt, WireRequest } from './wire-request.ts';

/** A request that was given up, as the API tells of it. */
export interface WireDeadLetter extends WireRequest {
  readonly last_attempt: WireAttempt | null;
  readonly fingerprint: string;
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

/** What a drop did, or would do. */
export interface WireDrop {
  readonly dry_run: boolean;
  readonly matched: number;
  readonly dropped: number;
  readonly batches: readonly { readonly batch_id: string; readonly requests: number }[];
  readonly skipped: readonly WireSkipped[];
}

/** Dead letters that failed in one way. */
export interface WireGroup {
  readonly fingerprint: string;
  readonly model: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly count: number;
  readonly batches: number;
  readonly first_at: number;
  readonly last_at: number;
  readonly sample_ids: readonly string[];
}

export interface WireGroups {
  readonly data: readonly WireGroup[];
  readonly complete: boolean;
  readonly looked_at: number;
}

/** Where the API keeps them. */
export function deadLettersPath(below = ''): string {
  return `/v1/dead_letters${below}`;
}
