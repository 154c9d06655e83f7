import type { BatchSla } from '../history/sla.ts';
import type { BatchReport } from '../store/index.ts';

/** Which reports to list. */
export interface HistoryQuery {
  /** Of one tenant; of all when left out. */
  readonly tenant?: string;
  /** Id of one batch; of all when left out. */
  readonly batchId?: string;
  /** Ended then or later, in milliseconds since the epoch. */
  readonly from?: number;
  /** Ended before. */
  readonly to?: number;
  /** Id of the report after which the page begins. */
  readonly after?: string;
  /** 20 by default. */
  readonly limit?: number;
}

/** The report on one revision of a batch: what it came to, what it cost, and whether it kept its deadline. */
export interface HistoryReport extends BatchReport {
  readonly sla: BatchSla;
}

/** Reports, the last to end first. */
export interface HistoryPage {
  readonly reports: readonly HistoryReport[];
  readonly hasMore: boolean;
}

/** What became of batches, one report for each revision that ended. */
export interface SpillwayHistory {
  /**
   * A page of reports, the last to end first. An unknown `after` answers an empty page. Throws `invalid_argument` on a store
   * that keeps none.
   */
  list(query?: HistoryQuery): Promise<HistoryPage>;
}
