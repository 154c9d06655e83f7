/** Why a batch is not expected to be in time, or why nobody can tell. */
export interface OutlookReason {
  readonly code:
    | 'no_worker'
    | 'starting'
    | 'interrupted'
    | 'at_max'
    | 'withheld'
    | 'waiting'
    | 'too_slow'
    | 'not_measured';
  /** The same in a sentence. */
  readonly text: string;
}

/** What is to be expected of a batch. */
export interface BatchOutlook {
  readonly object: 'batch.outlook';
  readonly batch_id: string;
  readonly expires_at: number;
  /** As the fleet is expected to be run; null when nobody can tell, or it is never. */
  readonly expected_finish_at: number | null;
  /** From the expected finish to `expires_at`; negative when it will be late. */
  readonly slack_seconds: number | null;
  /** Null when nobody can tell. */
  readonly on_time: boolean | null;
  /** The most telling first. */
  readonly reasons: readonly OutlookReason[];
}
