import type { Extent } from './extent.ts';
import type { Seqs } from './seqs.ts';

/** Names a claim. The fence makes it the claim of one holder: whoever takes the shard next raises it. */
export interface ClaimRef {
  readonly batchId: string;
  /** Names the shard within its batch. */
  readonly shardId: number;
  readonly fence: number;
}

/** Open requests of one shard, leased to a worker. */
export interface Claim extends ClaimRef {
  readonly model: string;
  readonly extent: Extent;
  readonly seqs: Seqs;
  /** Failed attempts that these requests have behind them. */
  readonly attempts: number;
  /**
   * For a single request: how many of its holders died or let the lease lapse, since it is single. Above 0 it is a
   * suspect; it becomes one at the moment its lease ends.
   */
  readonly lapses: number;
  readonly leaseMs: number;
  /** Milliseconds to the batch's deadline when the claim was made, by the store's clock. */
  readonly deadlineInMs: number;
}

/** What a worker asks a lane for. */
export interface ClaimDemand {
  readonly batchId: string;
  readonly model: string;
  readonly pool: string;
  readonly workerId: string;
  /** Requests wanted, at the most. */
  readonly requests: number;
  readonly leaseMs: number;
  /** Service charged to the tenant in this pool for each request that is handed out. */
  readonly chargePerRequest: number;
  /**
   * Whether shards of one request with lapses may be handed out. They are offered whatever the permission says: a
   * suspect runs where its death hurts least.
   */
  readonly suspects: boolean;
}

/** What a worker learns of its claims when it renews them. Claims that are in none of the lists simply go on. */
export interface RenewAnswer {
  /** Claims that another took, or that were released, withdrawn or emptied: the holder has them no more. */
  readonly lost: readonly ClaimRef[];
  /** Renewed claims whose batch was cancelled or is past its deadline: stop, settle what is finished, release. */
  readonly closed: readonly ClaimRef[];
  /** Renewed claims whose unstarted requests are wanted back: the requests of the claim that are still open. */
  readonly recalled: readonly RecalledClaim[];
}

export interface RecalledClaim extends ClaimRef {
  readonly seqs: Seqs;
}
