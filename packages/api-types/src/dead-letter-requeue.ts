import type { Batch } from './batch.ts';
import type { DeadLetterBatch, SkippedBatch } from './dead-letter-batch.ts';

/** What a requeue did, or would do. */
export interface DeadLetterRequeue {
  readonly object: 'dead_letter.requeue';
  readonly dry_run: boolean;
  /** Dead letters that were asked for, in all. */
  readonly matched: number;
  /** Batches that are reopened for them. */
  readonly batches: readonly DeadLetterBatch[];
  /** Batches whose dead letters stay as they are. */
  readonly skipped: readonly SkippedBatch<'running' | 'input_gone' | 'no_room' | 'refused'>[];
  /** The reopened batches; none of a dry run. */
  readonly reopened: readonly Batch[];
}
