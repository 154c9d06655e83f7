import type { StepHold } from './batch-ledger.ts';
import type { Claim, ClaimDemand, ClaimRef, RenewAnswer } from './claim.ts';
import type { PlannedExtent } from './extent.ts';
import type { LaneQuery, LaneSnapshot } from './lane.ts';
import type { OpenShardPage } from './open-shard.ts';
import type { ProgressPoint } from './progress-point.ts';
import type { Drop, Flush, Receipt, Requeue, SettlementPage } from './settlement.ts';

/**
 * The work of all batches, in shards. For workers and coordinators only: it knows no tenant's rights.
 *
 * Locks are always taken in one order (shard, batch, lane, charge), and a settlement touches one shard of one batch,
 * so no two calls wait for each other in a circle. Twelve methods: one for each way in which a shard changes, one for
 * what has ended in it, and four to read.
 */
export interface ShardQueue {
  /**
   * Adds extents, ascending and contiguous from the batch's total, as shards that stay invisible until the batch is
   * in progress. Atomic. Extents below the total are skipped, so a replay changes nothing. Answers the new total;
   * `lost` when the fence is not current or a cancel mark is set. A gap after the total throws `invalid_argument`.
   */
  append(hold: StepHold, extents: readonly PlannedExtent[]): Promise<number | 'lost'>;
  /**
   * The lanes from which a worker of the pool may claim now or later: of batches that are in progress, not cancelled,
   * before their deadline, with open requests, a permission other than none (or a suspect to be taken). A snapshot.
   */
  lanes(query: LaneQuery): Promise<LaneSnapshot>;
  /**
   * Takes at most one claim of one lane, or answers undefined when the lane hands out nothing to this pool now.
   * Atomic: the fence of the shard is raised, the lease begins, the tenant is charged; what is left of the shard
   * stays a shard of the same extent under a due time of its own: fresh if the shard was fresh, else due when the shard
   * was. Shards that were handed out before come first, by due time, then by extent, then by age; then fresh ones by
   * extent, then by age. No two live claims ever hold one request. A shard whose lease lapsed is narrowed to an eighth
   * of what was open, and so is every shard later cut from it; if it is a single request, its lapses grow by one.
   */
  claim(demand: ClaimDemand): Promise<Claim | undefined>;
  /**
   * Holds each claim for another lease from now. Not atomic across claims. A claim whose lease lapsed but which nobody
   * took is held again; one that was released is not.
   */
  renew(claims: readonly ClaimRef[], leaseMs: number): Promise<RenewAnswer>;
  /**
   * Records one flush. Atomic: outcomes and places recorded, deferred requests moved to shards of their own, counts
   * moved, the batch made due now when nothing is open any more. A repeat is a `duplicate` and changes nothing, also of
   * a flush that only released; a flush under another fence is `lost` and changes nothing; one that names requests of
   * which only some are open throws `conflict` and changes nothing. Recording an outcome clears what narrowed the shard.
   * A deferred shard counts as handed out before and is not narrowed. What is finished under a lapsed or released claim
   * that nobody took yet is recorded.
   */
  settle(flush: Flush): Promise<Receipt>;
  /**
   * Ends the open requests of at most `shards` whole shards and raises their fences, so that late flushes are lost.
   * Atomic. Shards under a live lease are left alone unless `held`. Answers how many requests were ended; 0 when
   * there are none, or `lost` when the fence is not current.
   */
  withdraw(
    hold: StepHold,
    as: 'expired' | 'cancelled',
    options: { readonly shards: number; readonly held: boolean },
  ): Promise<number | 'lost'>;
  /**
   * Reopens ended requests of one extent as a fresh shard of their own and leaves a settlement that says so. Atomic. `lost`
   * when the fence is not current or the extent was settled since `seen`, so a replay changes nothing.
   */
  requeue(hold: StepHold, requeue: Requeue): Promise<'recorded' | 'lost'>;
  /**
   * Makes `failed` of those of the requests whose last outcome is `deadLettered`: in the settlement that says so, which
   * keeps its ordinal, its lines and everything else, and in the counts. Atomic; needs no fence. Answers how many they
   * were, so a replay answers 0 and changes nothing. `lost`, and nothing changed, when the extent was settled since
   * `seen`, and for a batch that has not ended, that was reopened, or of which something is purged.
   */
  drop(batchId: string, drop: Drop): Promise<number | 'lost'>;
  /**
   * Settlements by whole extents in seq order, from the extent that holds `fromSeq`. Extents without any are not on a
   * page.
   */
  settlements(batchId: string, query: { readonly fromSeq: number; readonly extents: number }): Promise<SettlementPage>;
  /**
   * The shards with open requests, by whole extents in seq order, from the extent that holds `fromSeq`. Extents without
   * any are not on a page; until the batch is in progress it shows none. A snapshot for people: what is on it may be
   * settled when it is read.
   */
  list(batchId: string, query: { readonly fromSeq: number; readonly extents: number }): Promise<OpenShardPage>;
  /**
   * How many requests were settled with lines, by the span of time and the pool; spans ascend. Of all settlements so far: a
   * request that was requeued and settled again counts twice. A span is a whole number of seconds long. Light: no store
   * decodes lines for it. Empty once the batch is purged as a whole, and for one that does not exist.
   */
  progress(batchId: string, query: { readonly spanMs: number }): Promise<readonly ProgressPoint[]>;
  /**
   * Forgets at most `shards` shards of an ended batch, by extent; the settlements of an extent go with its last shard.
   * Atomic. The first call stamps the batch's `purgedAt`. Answers how many shards went; 0 when none are left, `lost` when
   * the fence is not current, as it is once the batch was reopened. Counts stay.
   */
  purge(hold: StepHold, options: { readonly shards: number }): Promise<number | 'lost'>;
}
