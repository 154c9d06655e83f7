/** How a batch went on: the requests that each pool settled, span by span. */
export interface BatchProgress {
  /** How long each span is. */
  readonly spanMs: number;
  /** From the first span with requests to the last, 120 at the most; those in between without any are there, too. */
  readonly points: readonly ProgressSpan[];
  /** Requests by pool, in all. */
  readonly shares: Readonly<Record<string, number>>;
}

/** What was settled in one span of time. */
export interface ProgressSpan {
  /** When it begins, in milliseconds since the epoch. */
  readonly at: number;
  /** Requests by pool; `none` for those of which no pool is known. */
  readonly pools: Readonly<Record<string, number>>;
}
