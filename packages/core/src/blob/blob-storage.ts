/** Bytes by key. Keys are slash-separated words of `[A-Za-z0-9._=-]`; a blob never changes once it is put. */
export interface BlobStorage extends AsyncDisposable {
  readonly capabilities: BlobCapabilities;
  /**
   * Writes the whole source under the key. All or nothing: when it resolves the bytes are durable under the key; when it
   * rejects or the process dies, the key reads as before. An existing blob is replaced at once. Memory stays flat.
   */
  put(key: string, source: BlobSource, options?: { readonly signal?: AbortSignal }): Promise<BlobHead>;
  /**
   * Reads a range, the whole blob by default, as chunks. Rejects with `not_found`, before the first chunk, when the key
   * has no blob, and with `invalid_argument` when the range begins beyond its end; a range that ends beyond it stops
   * there. Ending the iteration early frees everything.
   */
  read(key: string, range?: BlobRange): AsyncIterable<Uint8Array>;
  /** Size of the blob, or undefined when there is none. */
  head(key: string): Promise<BlobHead | undefined>;
  /** Keys that begin with the prefix, ascending; after `after` when given. */
  list(query: { readonly prefix: string; readonly after?: string; readonly limit: number }): Promise<BlobPage>;
  /** Removes the blobs; keys without one are skipped. Not atomic across keys; a replay finishes it. */
  remove(keys: readonly string[]): Promise<void>;
  /** Resolves when bytes can be put and read; rejects with `unavailable` and a hint when they cannot. */
  ping(signal?: AbortSignal): Promise<void>;
}

export type BlobSource = Uint8Array | AsyncIterable<Uint8Array>;

export interface BlobRange {
  readonly offset?: number;
  readonly length?: number;
  readonly signal?: AbortSignal;
}

export interface BlobHead {
  readonly bytes: number;
}

export interface BlobPage {
  readonly blobs: readonly { readonly key: string; readonly bytes: number }[];
  readonly hasMore: boolean;
}

/** What an implementation can do beyond the interface; declared, not guessed. */
export interface BlobCapabilities {
  /** Whether it can make URLs that let a client put or read one blob directly. */
  readonly signedUrls: boolean;
}
