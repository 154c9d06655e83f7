import type { BatchPhase } from './batch.ts';
import type { Outcome } from './settlement.ts';

/** How many values lie where. */
export interface Distribution {
  /** Upper bounds, ascending; a value that equals a bound is below it. */
  readonly bounds: readonly number[];
  /** Values up to each bound and above the one before it; behind them those above the last. */
  readonly counts: readonly number[];
  /** Of all values. */
  readonly sum: number;
}

/** What workers of one pool did for one model: the last execution of each request. */
export interface PoolService {
  readonly pool: string;
  readonly model: string;
  readonly requests: number;
  /** Of prompts, as the engines reported them. */
  readonly tokensIn: number;
  /** Of answers, as the engines reported them. */
  readonly tokensOut: number;
  /** From the start of each execution to its end, summed. */
  readonly busyMs: number;
  /** What that share of a replica costs at the pool's price, in its currency; null where none was measured. */
  readonly cost: number | null;
}

/** What one revision of a batch came to. Of a reopened batch, only the requests that were run again. */
export interface RevisionWork {
  /** When it was created, or reopened for this revision. */
  readonly startedAt: number;
  /** Requests by how they ended. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Requests that were answered, or refused by the engine, by the deadline. */
  readonly met: number;
  /** Requests that expired, were dead-lettered, or were recorded after the deadline. */
  readonly violated: number;
  /** Requests that were answered by the answer to another. */
  readonly deduplicated: number;
  /** From `startedAt` to the start of the last execution, of the requests that had one. */
  readonly queueWaitMs: Distribution;
  /** Executions of each of them whose failure could be its own fault, the last one included. */
  readonly attempts: Distribution;
  readonly pools: readonly PoolService[];
}

/** The report on one revision of a batch. */
export interface BatchReport extends RevisionWork {
  /** `<batch>_r<revision>`. */
  readonly id: string;
  readonly batchId: string;
  readonly revision: number;
  readonly tenant: string;
  readonly user: string | null;
  readonly endpoint: string;
  readonly priority: number;
  /** As it ended. */
  readonly phase: BatchPhase;
  /** Of the batch, whichever the revision. */
  readonly createdAt: number;
  readonly deadlineAt: number;
  readonly endedAt: number;
}

/** Which reports to list. */
export interface ReportQuery {
  /** Of one tenant; of all when left out. */
  readonly tenant?: string;
  /** Of one batch; of all when left out. */
  readonly batchId?: string;
  /** Ended then or later. */
  readonly from?: number;
  /** Ended before. */
  readonly to?: number;
  /** The id after which the page begins. */
  readonly after?: string;
  readonly limit: number;
}

/** Reports, the last to end first. */
export interface ReportPage {
  readonly reports: readonly BatchReport[];
  readonly hasMore: boolean;
}

/**
 * What became of batches, kept when they themselves are forgotten. An optional role; without a tenant in the query, for
 * operators only. Reports are recorded by the advance that ends a batch, see `Advance.work`, so that each revision has one
 * exactly when it ended.
 */
export interface History {
  /** A page of reports, the last to end first. An unknown `after`, or one of another tenant, answers an empty page. */
  list(query: ReportQuery): Promise<ReportPage>;
  /** Forgets reports of batches that ended so long ago, the oldest first and at most `limit`; answers how many. A replay goes on. */
  purge(query: { readonly olderThanMs: number; readonly limit: number }): Promise<number>;
}
