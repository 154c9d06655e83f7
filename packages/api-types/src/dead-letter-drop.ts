import type { DeadLetterBatch, SkippedBatch } from './dead-letter-batch.ts';

/** What a drop did, or would do. */
export interface DeadLetterDrop {
  readonly object: 'dead_letter.drop';
  readonly dry_run: boolean;
  /** Dead letters that were asked for, in all. */
  readonly matched: number;
  /** Those that leave the list. */
  readonly dropped: number;
  /** The same by batch. */
  readonly batches: readonly DeadLetterBatch[];
  /** Batches of which some stay. */
  readonly skipped: readonly SkippedBatch<'running' | 'changed'>[];
}
