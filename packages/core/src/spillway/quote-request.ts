/** What a quote is asked for: that from which a batch would be created. */
export interface QuoteRequest {
  /** `default` when left out. */
  readonly tenant?: string;
  readonly inputFileId: string;
  /** A path of `limits.endpoints`, for instance `/v1/chat/completions`. */
  readonly endpoint: string;
  /** `<n>m`, `<n>h` or `<n>d`; `24h` by default. */
  readonly window?: string;
  /** 0 low, 1 normal (default), 5 medium, 10 and above high; a whole number to 1,000. */
  readonly priority?: number;
  /** Whether one file may name several models; false by default. */
  readonly mixedModels?: boolean;
  readonly signal?: AbortSignal;
}
