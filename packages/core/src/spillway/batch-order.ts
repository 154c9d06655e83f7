/** What a batch is created from. */
export interface BatchOrder {
  /** `default` when left out. */
  readonly tenant?: string;
  readonly inputFileId: string;
  /** A path of `limits.endpoints`, for instance `/v1/chat/completions`. */
  readonly endpoint: string;
  /** `<n>m`, `<n>h` or `<n>d`; `24h` by default. */
  readonly window?: string;
  /** At most 16 pairs, keys to 64 and values to 512 characters. */
  readonly metadata?: Readonly<Record<string, string>> | null;
  /** 1 normal (default), 5 medium, 10 and above high. */
  readonly priority?: number;
  /** Produced files expire this long after they are made; 30 days by default. */
  readonly outputExpiresAfterMs?: number;
  readonly idempotencyKey?: string;
  /** Whether one file may name several models; false by default. */
  readonly mixedModels?: boolean;
}
