import type {
  Batch,
  BatchPhase,
  BatchPlan,
  BatchUsage,
  NewBatch,
  Problem,
  RecordedEvent,
  RequeueSelection,
  TimelineEvent,
} from './batch.ts';
import type { BatchFilter } from './batch-filter.ts';
import type { TenantKey } from './file-registry.ts';
import type { RevisionWork } from './history.ts';

/** A coordinator's hold on the next step of a batch. Only the holder of the current fence may act under it. */
export interface StepHold {
  readonly batchId: string;
  readonly fence: number;
}

/** A step taken by a coordinator. */
export interface BatchStep extends StepHold {
  readonly batch: Batch;
  /**
   * How many holders of steps in a row let their lease lapse without advancing. A step that was taken over because of
   * a wake-up is no lapse; an advance begins again at 0.
   */
  readonly lapses: number;
  /** The store's time at which the step was taken. */
  readonly asOf: number;
}

/** Where a batch goes at the end of a step. What is left out stays as it is. */
export interface Advance {
  readonly phase: BatchPhase;
  /** When the batch wants to be looked at again; null for never. */
  readonly dueInMs: number | null;
  readonly plan?: BatchPlan;
  readonly problems?: readonly Problem[];
  readonly usage?: BatchUsage;
  readonly outputFileId?: string | null;
  readonly errorFileId?: string | null;
  /** The batch's requeue selection is done with. */
  readonly requeued?: true;
  readonly events?: readonly TimelineEvent[];
  /** For the history, in an advance that ends the batch. */
  readonly work?: RevisionWork;
}

/** `newest` and `oldest` go by creation; `deadline` by the soonest deadline, and of one deadline by creation. */
export type BatchOrdering = 'newest' | 'oldest' | 'deadline';

/** Which batches to list, in which order. */
export interface BatchQuery extends BatchFilter {
  /** `newest` when left out. */
  readonly order?: BatchOrdering;
  /** The id after which the page begins; a batch that the filter does not choose has a place in the order, too. */
  readonly after?: string;
  readonly limit: number;
}

/** Some batches, in the order that was asked for. */
export interface BatchPage {
  readonly batches: readonly Batch[];
  /** Whether more batches follow. */
  readonly hasMore: boolean;
}

/** A finished batch to be run again in part. */
export interface Reopening {
  /** Only while the batch is in this revision; in whichever when left out. */
  readonly revision?: number;
  readonly selection: RequeueSelection;
  readonly window: string;
  readonly windowMs: number;
}

/**
 * `reopened`: done now. `changed`: it is in another revision than was said. `live`: it runs, perhaps because of an earlier call. `failed`: it never ran as a whole, as a
 * batch that failed, or that was cancelled or expired before it was in progress. `purged`: what would be needed is gone.
 * `absent`: there is none.
 */
export type ReopenAnswer =
  | { readonly kind: 'reopened'; readonly batch: Batch }
  | { readonly kind: 'changed' | 'live' | 'failed' | 'purged' | 'absent' };

/**
 * Live batches and their open requests. The requests of a batch that is validating count as planning appends them.
 */
export interface Backlog {
  readonly batches: number;
  readonly requests: number;
}

/** Of whom the backlog is asked for. Left out, of everybody. */
export interface BacklogQuery {
  readonly tenant?: string;
  readonly user?: string;
  /**
   * Takes off what has ended of the work that is being settled, which costs a look at each live batch. Without it a store may
   * say more requests than are open, while some are being settled. One that always knows need not look at this.
   */
  readonly exact?: boolean;
}

/** The records of batches, and the steps of their lives. Eleven methods: what a step needs, and what its owner may ask. */
export interface BatchLedger {
  /**
   * Records a batch, validating and due now. Atomic. An id that exists already for the tenant answers the existing
   * batch unchanged, so ids derived from an idempotency key give one batch a key; compare `fingerprint` to see
   * whether it is the same call. An id of another tenant throws `conflict`. Adds the event `created`.
   */
  create(batch: NewBatch): Promise<Batch>;
  /** The batch with counts that equal a recount of its requests at one moment, or undefined. */
  get(key: TenantKey): Promise<Batch | undefined>;
  /**
   * A page of the batches that the filter chooses, see `matchesBatch`, in the order of the query. An unknown `after`, or one
   * of another tenant, answers an empty page. A snapshot of each batch; whoever reads page by page may miss or repeat a
   * batch whose deadline or status changes in between.
   */
  list(query: BatchQuery): Promise<BatchPage>;
  /** How many batches the filter chooses: as many as all pages of its list hold. */
  count(filter: BatchFilter): Promise<number>;
  /**
   * Takes the steps of batches that are due, longest due first. Atomic for each batch: the fence is raised and the due
   * time moved on by the lease, so no two holders have one step. A wake-up (a cancel mark, nothing open) makes a held
   * step due as well: whoever takes it fences the holder off.
   */
  claimDue(query: { readonly limit: number; readonly leaseMs: number }): Promise<readonly BatchStep[]>;
  /**
   * Holds the step for another lease from now. False when the fence is no longer current. A wake-up that came meanwhile
   * is kept for the advance.
   */
  renew(hold: StepHold, leaseMs: number): Promise<boolean>;
  /**
   * Ends the step. Atomic compare-and-set on the fence: false, and nothing changed, when it is not current. Raises the
   * fence and, when the phase changes, stamps its time. The new due time is the earlier of what was asked and a wake-up
   * that came since the step was taken (a cancel mark, nothing open). It is now in `in_progress` with nothing open, and
   * on the way from another phase into `in_progress` with a cancel mark; a batch that ends is due when it asked,
   * whatever woke its step. Whoever was told that a batch is being cancelled must see it cancelled: an advance that
   * would end a batch with a cancel mark in another phase ends it in `cancelled`. One that ends it with `work` records the
   * report on its revision, in the phase and at the time that the batch shows, where the store has the role `history`.
   */
  advance(hold: StepHold, to: Advance): Promise<boolean>;
  /**
   * Marks a batch to be cancelled and makes it due now; its lanes hand out nothing from this moment. Needs no fence.
   * Answers the batch, or undefined when there is none. A replay, or a batch that has ended, is answered unchanged, and
   * so is one in another revision than was said. Adds the event `cancel_requested`.
   */
  requestCancel(key: TenantKey & { readonly revision?: number }): Promise<Batch | undefined>;
  /**
   * Starts the next revision of a batch that ended as completed, expired or cancelled: in progress, due now, with a
   * window of its own, the selection kept for its next step, end and cancel marks and the time of finalizing cleared.
   * Atomic; needs no fence. The fence is raised, so whoever held a step of the ended batch changes nothing any more.
   * Whatever is not `reopened` changes nothing. Adds the event `reopened`.
   */
  reopen(key: TenantKey, reopening: Reopening): Promise<ReopenAnswer>;
  /** What is live of one tenant, of one user of it, or of everybody. A snapshot. */
  backlog(query: BacklogQuery): Promise<Backlog>;
  /** The history of the batch, oldest first: the newest 200 events, none when there is no such batch. */
  timeline(key: TenantKey): Promise<readonly RecordedEvent[]>;
}
