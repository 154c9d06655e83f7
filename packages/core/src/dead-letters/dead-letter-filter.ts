/** Which dead letters of a tenant. What is left out chooses nothing away; `tenant` is `defaultTenant` when left out. */
export interface DeadLetterFilter {
  readonly tenant?: string;
  /** Only of this batch. */
  readonly batchId?: string;
  /** Only these. Those among them that are no dead letters are passed over. */
  readonly requestIds?: readonly string[];
  /** Only for this model. */
  readonly model?: string;
  /**
   * Only those with this error code (`request_dead_lettered`, `request_timeout`), or whose last attempt ended with it
   * (`server_error`, `timeout`, `garbage`, `engine_died`, `holder_died`, …).
   */
  readonly code?: string;
  /** Only those that failed in this way: see {@link DeadLetter.fingerprint}. */
  readonly fingerprint?: string;
  readonly signal?: AbortSignal;
}
