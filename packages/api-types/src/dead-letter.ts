import type { Attempt } from './attempt.ts';
import type { BatchRequest } from './batch-request.ts';

/** A request that was given up. */
export interface DeadLetter extends BatchRequest {
  /** What all share that failed in the same way. */
  readonly fingerprint: string;
  /** What broke last, where it is known. */
  readonly last_attempt: Attempt | null;
}
