import type { BulkBatchFilter, BulkDeadLetterFilter } from './bulk-filter.ts';

/** What is done to everything that a filter names. */
export type BulkActionKind = 'cancel' | 'retry' | 'requeue_dead_letters' | 'drop_dead_letters';

/** How far it is, in batches, or in dead letters for the actions on these. Once completed the other three add up to `matched`. */
export interface BulkActionCounts {
  /** What the filter named when the action was created. */
  readonly matched: number;
  /** Stands as the action wants it. Of a dry run: would be done. */
  readonly done: number;
  /** There was nothing to do, or no longer. */
  readonly skipped: number;
  /** It could not be done, for instance for want of room. */
  readonly failed: number;
}

/** Why a batch was skipped, or failed. */
export interface BulkActionProblem {
  readonly batch_id: string;
  readonly code: string;
  readonly message: string;
}

/** An action on many batches. */
export interface BulkAction {
  /** Null for a dry run. */
  readonly id: string | null;
  readonly object: 'bulk_action';
  readonly action: BulkActionKind;
  /** As it was ordered. */
  readonly filter: BulkBatchFilter | BulkDeadLetterFilter;
  readonly completion_window: string | null;
  readonly dry_run: boolean;
  readonly status: 'queued' | 'running' | 'completed' | 'cancelling' | 'cancelled' | 'dry_run';
  readonly counts: BulkActionCounts;
  /** The first twenty. */
  readonly problems: readonly BulkActionProblem[];
  readonly created_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
}
