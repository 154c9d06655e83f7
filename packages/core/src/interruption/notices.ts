/** Word that the machine will be taken away. */
export interface Notice {
  /** Who says so. */
  readonly source: string;
  /**
   * `interruption`: it will be taken. `rebalance`: it is likely to be taken. `maintenance`: its host will be maintained,
   * and the machine ended for it.
   */
  readonly kind: 'interruption' | 'rebalance' | 'maintenance';
  /** The time left, at the least, in milliseconds; null when nobody says. */
  readonly leftMs: number | null;
  /** A sentence for people. */
  readonly text: string;
}

/** A source of notices about the machine that this process runs on. */
export interface InterruptionNotices {
  /**
   * Waits for a notice. Answers undefined when the signal aborts, and never rejects: a source that is absent or broken
   * is one that has not said anything yet.
   */
  watch(options: { readonly signal: AbortSignal }): Promise<Notice | undefined>;
}

/** How a metadata service is asked. */
export interface MetadataOptions {
  /** Where the service answers; for tests and proxies. */
  readonly baseUrl?: string;
  /** Between questions while nothing has happened, in milliseconds. */
  readonly everyMs?: number;
  /** For one answer, in milliseconds; 2,000 by default. */
  readonly timeoutMs?: number;
}
