import type { DeduplicationScope } from '../deduplication/deduplication-settings.ts';

/** What a batch is created from. */
export interface BatchOrder {
  /** `default` when left out. */
  readonly tenant?: string;
  /** Who asks for it within the tenant: 1 to 64 characters, without control characters. */
  readonly user?: string;
  readonly inputFileId: string;
  /** A path of `limits.endpoints`, for instance `/v1/chat/completions`. */
  readonly endpoint: string;
  /** `<n>m`, `<n>h` or `<n>d`; `24h` by default. */
  readonly window?: string;
  /** At most 16 pairs, keys to 64 and values to 512 characters. */
  readonly metadata?: Readonly<Record<string, string>> | null;
  /**
   * 0 low, 1 normal (default), 5 medium, 10 and above high; a whole number to 1,000. When left out,
   * `metadata.spillway_priority` or `metadata.priority` says it: `low`, `normal`, `medium`, `high` or the number.
   */
  readonly priority?: number;
  /** Produced files expire this long after they are made; 30 days by default. */
  readonly outputExpiresAfterMs?: number;
  readonly idempotencyKey?: string;
  /** Of the call that asks for it, as its `traceparent` header has it; the active span's by default. The batch's trace links to it. */
  readonly traceparent?: string;
  /** Whether one file may name several models; false by default. */
  readonly mixedModels?: boolean;
  /**
   * Where requests look for answers that their like were given: `off`, `batch`, `tenant` or `global`. As far as the
   * installation allows when left out, and never further.
   */
  readonly deduplicate?: DeduplicationScope;
}
