import type { TenantKey } from './file-registry.ts';

/** What may be done to many batches at once; the last two concern their dead letters alone. */
export const bulkActionKinds = ['cancel', 'retry', 'requeue_dead_letters', 'drop_dead_letters'] as const;

/** See {@link bulkActionKinds}. */
export type BulkActionKind = (typeof bulkActionKinds)[number];

/** One batch that an action concerns, as it was when the action was created. */
export interface BulkTarget {
  readonly batchId: string;
  /** A batch in another revision is no longer what was meant. */
  readonly revision: number;
  /** What it adds to the counts: 1, or how many of its dead letters are meant. */
  readonly weight: number;
}

/**
 * What became of what was matched: batches, or dead letters for the actions on these. All of it is counted when the action
 * is completed: `matched = done + skipped + failed`.
 */
export interface BulkActionCounts {
  readonly matched: number;
  /** Stands as the action wants it. */
  readonly done: number;
  /** There was nothing to do, or no longer. */
  readonly skipped: number;
  /** It could not be done. */
  readonly failed: number;
}

/** Why a batch was skipped, or failed. */
export interface BulkActionProblem {
  readonly batchId: string;
  readonly code: string;
  readonly message: string;
}

/** An action on many batches, as the store keeps it. Instants are milliseconds since the epoch, by the store's clock. */
export interface BulkActionRecord {
  readonly id: string;
  readonly tenant: string;
  readonly action: BulkActionKind;
  /** What it was asked for; the store keeps it as it came. */
  readonly filter: Readonly<Record<string, unknown>>;
  /** Of the new revisions, for the actions that reopen batches; null for each batch's own. */
  readonly window: string | null;
  /** Digest of the create call: tells a replay of an idempotency key from another call under the same key. */
  readonly fingerprint: string;
  /** `queued` until it is taken for the first time. */
  readonly phase: 'queued' | 'running' | 'completed' | 'cancelled';
  /** How many targets there are in all. */
  readonly targets: number;
  /** How many of them were dealt with, in their order. */
  readonly cursor: number;
  readonly counts: BulkActionCounts;
  readonly problems: readonly BulkActionProblem[];
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly cancelRequestedAt: number | null;
  readonly endedAt: number | null;
}

/** An action to be recorded; the store stamps times and phase. */
export interface NewBulkAction
  extends Pick<
    BulkActionRecord,
    'id' | 'tenant' | 'action' | 'filter' | 'window' | 'fingerprint' | 'counts' | 'problems'
  > {
  /** In the order in which they are to be dealt with. */
  readonly targets: readonly BulkTarget[];
}

/** A coordinator's hold on an action. Only the holder of the current fence may record its progress. */
export interface BulkActionHold {
  readonly actionId: string;
  readonly fence: number;
}

/** An action taken by a coordinator. */
export interface BulkActionStep extends BulkActionHold {
  readonly action: BulkActionRecord;
  /** How many holders in a row let their lease lapse without an advance. */
  readonly lapses: number;
}

/** How far an action has come: everything in absolute numbers, so that a repeat changes nothing. */
export interface BulkActionAdvance extends Pick<BulkActionRecord, 'cursor' | 'counts' | 'problems'> {
  /** Held for another lease from now, handed back to be due again, or over. */
  readonly next: { readonly leaseMs: number } | { readonly dueInMs: number } | 'over';
}

/** Some actions of a tenant. */
export interface BulkActionPage {
  readonly actions: readonly BulkActionRecord[];
  readonly hasMore: boolean;
}

/**
 * Actions on many batches, with the batches that each concerns. An optional role. Nine methods: what its owner may ask, and
 * what the coordinator that deals with it needs, for whom the last five are.
 */
export interface BulkActionRegistry {
  /**
   * Records an action with its targets, queued and due now. Atomic. An id that exists already for the tenant answers the
   * existing action unchanged, whatever its targets; an id of another tenant throws `conflict`.
   */
  create(action: NewBulkAction): Promise<BulkActionRecord>;
  /** The action, or undefined when there is none. */
  get(key: TenantKey): Promise<BulkActionRecord | undefined>;
  /** A page of the tenant's actions, in the reverse order of their creation. An unknown `after` answers an empty page. */
  list(query: { readonly tenant: string; readonly after?: string; readonly limit: number }): Promise<BulkActionPage>;
  /**
   * Marks an action to be cancelled; one that nobody holds is due now. Needs no fence. Answers the action, or undefined
   * when there is none. A replay, or an action that has ended, is answered unchanged.
   */
  requestCancel(key: TenantKey): Promise<BulkActionRecord | undefined>;
  /**
   * Takes actions that are due, longest due first. Atomic for each: the fence is raised and the due time moved on by the
   * lease, so no two holders have one. The first to take it stamps when it started.
   */
  claimDue(query: { readonly limit: number; readonly leaseMs: number }): Promise<readonly BulkActionStep[]>;
  /** Targets in their order, from behind the first `from`. None of an action that has ended or is not there. */
  targets(query: {
    readonly actionId: string;
    readonly from: number;
    readonly limit: number;
  }): Promise<readonly BulkTarget[]>;
  /** Holds the action for another lease from now. False when the fence is not current. */
  renew(hold: BulkActionHold, leaseMs: number): Promise<boolean>;
  /**
   * Records progress, and answers the action. Atomic compare-and-set on the fence: undefined, and nothing changed, when it
   * is not current. The fence stays current while the action is held on, so that a replay sets the same again; otherwise
   * it is raised. An action that is over is `completed`, or `cancelled` when that was asked for, and its targets are
   * forgotten. One that is handed back with a cancel mark is due now.
   */
  advance(hold: BulkActionHold, to: BulkActionAdvance): Promise<BulkActionRecord | undefined>;
  /** Forgets actions that ended so long ago, the oldest first and at most `limit`; answers how many. A replay goes on. */
  purge(query: { readonly olderThanMs: number; readonly limit: number }): Promise<number>;
}
