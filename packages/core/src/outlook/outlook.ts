/** Why a batch is expected to be late, or why nobody can tell. */
export type OutlookCode =
  /** No worker lives that serves a model of it. */
  | 'no_worker'
  /** Replicas were asked for that are not there yet. */
  | 'starting'
  /** Workers of a pool that may vanish went lately. */
  | 'interrupted'
  /** A pool has as many replicas as it may. */
  | 'at_max'
  /** Workers live that are kept for batches whose deadline needs them. */
  | 'withheld'
  /** Other work comes before it, or beside it. */
  | 'waiting'
  /** What runs does not suffice, even if nothing else waited. */
  | 'too_slow'
  /** How fast a worker answers was never measured. */
  | 'not_measured';

/** Something that keeps a batch from being done sooner. */
export interface OutlookReason {
  readonly code: OutlookCode;
  /** A sentence for people. */
  readonly text: string;
}

/** What is to be expected of a batch. Instants are milliseconds since the epoch. */
export interface BatchOutlook {
  readonly batchId: string;
  /** Its deadline. */
  readonly deadlineAt: number;
  /** Null when it has ended, is being cancelled or planned, is expected never to end, or nobody can tell. */
  readonly expectedFinishAt: number | null;
  /** From the expected finish to the deadline; negative when it will be late. */
  readonly slackMs: number | null;
  /** Null when nobody can tell. */
  readonly onTime: boolean | null;
  /** Of what is not expected to be in time, the most telling first. */
  readonly reasons: readonly OutlookReason[];
}
