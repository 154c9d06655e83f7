/** One execution of a request. */
export interface Attempt {
  /** By the worker's clock. */
  readonly started_at: number;
  readonly duration_ms: number;
  readonly pool: string | null;
  readonly worker: string | null;
  readonly engine: string | null;
  /** How it ended. `lapsed`: those who held the request died, as often as `message` says. */
  readonly verdict: 'answered' | 'refused' | 'failed' | 'busy' | 'unreachable' | 'preempted' | 'lapsed';
  /** What broke, in a word; null of an answer. */
  readonly code: string | null;
  /** The same in a sentence. */
  readonly message: string | null;
  /** The HTTP status of what broke, when one came. */
  readonly status_code: number | null;
}
