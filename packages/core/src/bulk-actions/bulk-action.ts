import type { DeadLetterFilter } from '../dead-letters/dead-letter-filter.ts';
import type { BatchFilter, BulkActionCounts, BulkActionKind, BulkActionProblem } from '../store/index.ts';

/** Which batches to act on. */
export interface BulkBatchFilter extends Omit<BatchFilter, 'tenant' | 'withDeadLetters'> {
  /** Says that all of the tenant's are meant; without it, a filter that chooses nothing away is refused. */
  readonly all?: true;
}

/** Which dead letters to act on. */
export interface BulkDeadLetterFilter extends Omit<DeadLetterFilter, 'tenant' | 'signal'> {
  /** As of {@link BulkBatchFilter}. */
  readonly all?: true;
}

/** What is to be done, and to what. */
export type BulkActionOrder = {
  /** `default` when left out. */
  readonly tenant?: string;
  /** Of the new revisions of batches that are reopened, from then on; each batch's own by default. */
  readonly window?: string;
  readonly idempotencyKey?: string;
  /** Ends the search for what the filter chooses: `create` then records nothing, and both reject with `closed`. */
  readonly signal?: AbortSignal;
} & (
  | { readonly action: 'cancel' | 'retry'; readonly filter: BulkBatchFilter }
  | { readonly action: 'requeue_dead_letters' | 'drop_dead_letters'; readonly filter: BulkDeadLetterFilter }
);

/** What an action would come to. */
export interface BulkActionForecast {
  /** As if it were completed at once. */
  readonly counts: BulkActionCounts;
  /** Why some would be skipped or fail: the first twenty. */
  readonly problems: readonly BulkActionProblem[];
}

/** An action on many batches. Instants are milliseconds since the epoch, by the store's clock. */
export interface BulkAction extends BulkActionForecast {
  readonly id: string;
  readonly tenant: string;
  readonly action: BulkActionKind;
  readonly filter: BulkBatchFilter | BulkDeadLetterFilter;
  readonly window: string | null;
  readonly status: 'queued' | 'running' | 'completed' | 'cancelling' | 'cancelled';
  /** Of batches, or of dead letters for the actions on these. Once it is completed, `matched = done + skipped + failed`. */
  readonly counts: BulkActionCounts;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** Actions, newest first. */
export interface BulkActionList {
  readonly actions: readonly BulkAction[];
  readonly hasMore: boolean;
}

/**
 * Actions on many batches at once, which coordinators carry out. What an action concerns is fixed when it is created: the
 * batches that match then, each in the revision in which it is then. Of another tenant nothing exists.
 */
export interface SpillwayBulkActions {
  /**
   * Records an action. The same idempotency key of a tenant answers the same action; with another order it throws
   * `invalid_argument`, and so does a filter that chooses nothing away without `all: true`, one that matches more than
   * 100,000 batches, and a store without the role `bulkActions`.
   */
  create(order: BulkActionOrder): Promise<BulkAction>;
  /** What the order would come to now. Records nothing, and throws as `create`. */
  foresee(order: BulkActionOrder): Promise<BulkActionForecast>;
  /** The action; undefined when there is none. */
  get(key: { readonly tenant?: string; readonly id: string }): Promise<BulkAction | undefined>;
  /** A page of the actions, newest first; 20 by default. An unknown `after` answers an empty page. */
  list(query?: { readonly tenant?: string; readonly after?: string; readonly limit?: number }): Promise<BulkActionList>;
  /** Ends the action before its next batch; undefined when there is none. What was done stays done. */
  cancel(key: { readonly tenant?: string; readonly id: string }): Promise<BulkAction | undefined>;
  /** Resolves with the action when it has ended. Polls the store; rejects with `closed` when the signal aborts. */
  ended(key: { readonly tenant?: string; readonly id: string; readonly signal?: AbortSignal }): Promise<BulkAction>;
}
