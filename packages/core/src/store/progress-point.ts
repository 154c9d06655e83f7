/** How many requests of a batch were settled in one span of time by one pool. */
export interface ProgressPoint {
  /** When the span begins, in milliseconds since the epoch: a whole multiple of its length. */
  readonly at: number;
  /** Null for settlements that name none. */
  readonly pool: string | null;
  readonly requests: number;
}
