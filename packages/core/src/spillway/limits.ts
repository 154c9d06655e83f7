/** Bounds on what is accepted. */
export interface Limits {
  /** Bytes of one uploaded file; 1 GiB by default. */
  readonly fileBytes: number;
  /** Requests of one batch; 50,000 by default. */
  readonly batchRequests: number;
  /** Bytes of one line; 16 MiB by default. */
  readonly lineBytes: number;
  /** Shortest and longest window; one minute and seven days by default. */
  readonly minWindowMs: number;
  readonly maxWindowMs: number;
  /** The paths that a batch may name. */
  readonly endpoints: readonly string[];
}

export const defaultLimits: Limits = {
  fileBytes: 1024 ** 3,
  batchRequests: 50_000,
  lineBytes: 16 * 1024 ** 2,
  minWindowMs: 60_000,
  maxWindowMs: 7 * 24 * 3_600_000,
  endpoints: ['/v1/chat/completions', '/v1/completions', '/v1/embeddings', '/v1/responses', '/v1/moderations'],
};
