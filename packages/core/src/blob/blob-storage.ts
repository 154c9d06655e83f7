/** Bytes by key. Keys are slash-separated words of `[A-Za-z0-9._=-]`; a blob never changes once it is put. */
export interface BlobStorage extends AsyncDisposable {
  /** What this storage can do beyond the interface. */
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

/** Bytes to put: all at once, or as a stream of chunks of any size. A source that throws ends the put, which rejects with it. */
export type BlobSource = Uint8Array | AsyncIterable<Uint8Array>;

/** Which bytes to read; all of them by default. */
export interface BlobRange {
  /** Bytes to skip; 0 by default. */
  readonly offset?: number;
  /** Bytes to read at the most; all that follow by default. */
  readonly length?: number;
  /** Ends the reading: the next chunk rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** What is known of a blob without reading it. */
export interface BlobHead {
  readonly bytes: number;
}

/** Some blobs, ascending by key. */
export interface BlobPage {
  readonly blobs: readonly { readonly key: string; readonly bytes: number }[];
  /** Whether blobs follow behind the last one. */
  readonly hasMore: boolean;
}

/** What an implementation can do beyond the interface; declared, not guessed. */
export interface BlobCapabilities {
  /** Whether it can make URLs that let a client put or read one blob directly. */
  readonly signedUrls: boolean;
}
