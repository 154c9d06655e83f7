/** The requests that ended in one span. */
export interface ProgressPoint {
  /** When the span begins. */
  readonly at: number;
  /** Requests by pool; `none` where no pool is known. */
  readonly pools: Readonly<Record<string, number>>;
}

/** The requests that ended, by pool and time; one that ran again counts again. */
export interface BatchProgress {
  readonly object: 'batch.progress';
  readonly span_seconds: number;
  /** From the first span with requests to the last, 120 at the most. */
  readonly points: readonly ProgressPoint[];
  /** Requests by pool, of all points; `none` where no pool is known. */
  readonly shares: Readonly<Record<string, number>>;
}
