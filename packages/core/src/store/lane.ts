/**
 * What a pool may take from a lane: nothing, only shards that were handed out before (interrupted or failed work), or
 * everything.
 */
export type Permission = 'none' | 'returned' | 'all';

/** A batch's open shards for one model, as a worker of one pool sees them. */
export interface Lane {
  readonly batchId: string;
  readonly model: string;
  readonly tenant: string;
  readonly priority: number;
  /** Milliseconds since the epoch, by the store's clock; compare with the snapshot's `asOf`. */
  readonly deadlineAt: number;
  readonly createdAt: number;
  /** Open requests, held ones included; an upper bound, exact when no claim is live. */
  readonly open: number;
  /** Estimated tokens of the open requests, with the same vagueness. */
  readonly tokens: number;
  /** Milliseconds until this asker may claim something; 0 for now. With nothing that it may claim, until the deadline. */
  readonly dueInMs: number;
  readonly permission: Permission;
}

/** Which lanes a worker, or a tick, wants to see. */
export interface LaneQuery {
  readonly pool: string;
  /** The models that the asker serves; absent for any. */
  readonly models?: readonly string[];
  /** Whether the asker takes suspect singles, see `ClaimDemand.suspects`. */
  readonly suspects: boolean;
  /** Also lanes whose permission for the pool is none: for the fleet's tick, which decides about them. */
  readonly withheld?: boolean;
  /** Lanes of one tenant, at the most: highest priority first, then earliest deadline, then oldest. */
  readonly perTenant: number;
  /** Lanes in all, at the most: the first of every tenant before the second of any. */
  readonly limit: number;
  /** Also what each tenant has in workers' hands: for those who must keep to a cap. */
  readonly held?: boolean;
}

/** What workers have in their hands of one tenant. */
export interface HeldRequests {
  readonly tenant: string;
  /** Without an outcome, under claims whose lease lives: of all its batches and models, in all pools. */
  readonly requests: number;
}

/** A snapshot: true at `asOf`, by the store's clock, and possibly stale when it is read. */
export interface LaneSnapshot {
  readonly asOf: number;
  readonly lanes: readonly Lane[];
  /** By tenant, those without any left out; absent unless it was asked for. May be a moment older than the lanes. */
  readonly held?: readonly HeldRequests[];
}
