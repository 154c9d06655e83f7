/** Bounds on what is accepted. */
export interface Limits {
  /** Bytes of one uploaded file; 1 GiB by default. */
  readonly fileBytes: number;
  /** Bytes of one file that comes in parts, or past the server; 8 GiB by default. */
  readonly uploadBytes: number;
  /** Requests of one batch; 50,000 by default. */
  readonly batchRequests: number;
  /** Bytes of one line; 16 MiB by default. */
  readonly lineBytes: number;
  /** Objects and arrays inside each other on one line, the line's own object included; 1,000 by default, 10 to 10,000. */
  readonly lineDepth: number;
  /** Shortest and longest window; one minute and seven days by default. */
  readonly minWindowMs: number;
  readonly maxWindowMs: number;
  /**
   * Batches that have not ended, of all tenants together. This and the five below are no bounds by default; they bind new
   * batches and retries. Servers that share a store may each let one batch too many in at the same moment.
   */
  readonly liveBatches: number;
  /** Batches that have not ended, of one tenant, unless it has a limit of its own. */
  readonly tenantLiveBatches: number;
  /** Batches that have not ended, of one user of a tenant, unless the tenant has a limit for its users. */
  readonly userLiveBatches: number;
  /** Requests without an outcome, of all together. A batch is let in while there are fewer, however many it brings. */
  readonly openRequests: number;
  /** Requests without an outcome, of one tenant, unless it has a limit of its own. */
  readonly tenantOpenRequests: number;
  /** Requests without an outcome, of one user of a tenant, unless the tenant has a limit for its users. */
  readonly userOpenRequests: number;
  /**
   * Requests of one tenant in workers' hands, from claim to record, unless it has a limit of its own; no bound by default.
   * Binds workers, not batches: tell every process that runs some. Workers that look within the same quarter of a second
   * may overrun it by a claim each.
   */
  readonly tenantRunningRequests: number;
  /** The paths that a batch may name. */
  readonly endpoints: readonly string[];
}

/** The limits of a Spillway of which nothing else is said. */
export const defaultLimits: Limits = {
  fileBytes: 1024 ** 3,
  uploadBytes: 8 * 1024 ** 3,
  batchRequests: 50_000,
  lineBytes: 16 * 1024 ** 2,
  lineDepth: 1_000,
  minWindowMs: 60_000,
  maxWindowMs: 7 * 24 * 3_600_000,
  liveBatches: Number.POSITIVE_INFINITY,
  tenantLiveBatches: Number.POSITIVE_INFINITY,
  userLiveBatches: Number.POSITIVE_INFINITY,
  openRequests: Number.POSITIVE_INFINITY,
  tenantOpenRequests: Number.POSITIVE_INFINITY,
  userOpenRequests: Number.POSITIVE_INFINITY,
  tenantRunningRequests: Number.POSITIVE_INFINITY,
  endpoints: ['/v1/chat/completions', '/v1/completions', '/v1/embeddings', '/v1/responses', '/v1/moderations'],
};
