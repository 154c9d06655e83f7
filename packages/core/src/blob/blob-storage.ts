import type { SelfDescription } from '../self-description.ts';
import type { SignedDownloadOptions, SignedRequest, SignedUploadOptions } from './signed-request.ts';

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
  /**
   * Puts under the key the bytes of the sources, one after another, as `put` does: all or nothing. For storages that
   * need not carry the bytes through this process; `joinBlobs` does it on every storage.
   */
  join?(key: string, sources: readonly string[], options?: { readonly signal?: AbortSignal }): Promise<BlobHead>;
  /**
   * A request that puts one blob directly, whole, as long as it is good. Whoever holds it may send it again and replace
   * the blob. Asks nothing of the storage. There when `capabilities.signedUrls` says so.
   */
  signUpload?(key: string, options: SignedUploadOptions): Promise<SignedRequest>;
  /**
   * A request that reads one blob directly, by ranges too, as long as it is good; the blob may be absent. There when
   * `capabilities.signedUrls` says so.
   */
  signDownload?(key: string, options: SignedDownloadOptions): Promise<SignedRequest>;
  /**
   * Frees what unfinished puts of dead processes hold, and answers how many there were; for storages that keep such
   * leftovers after the next start. Safe in several processes at once.
   */
  removeLeftovers?(options?: LeftoverOptions): Promise<number>;
  /** Bytes that can still be put, as far as the storage knows a bound; left out by those that have none. */
  freeBytes?(): Promise<number>;
  /** Optional: what it is, for operators. */
  describe?(): Promise<SelfDescription>;
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
  readonly blobs: readonly ListedBlob[];
  /** Whether blobs follow behind the last one. */
  readonly hasMore: boolean;
}

/** A blob as a listing tells of it. */
export interface ListedBlob extends BlobHead {
  readonly key: string;
  /** When it was put: milliseconds since the Unix epoch by the storage's clock, which may count in whole seconds. */
  readonly putAt: number;
}

/** Which leftovers are removed. */
export interface LeftoverOptions {
  /** Puts that began longer ago are of dead processes; a day by default. */
  readonly olderThanMs?: number;
  readonly signal?: AbortSignal;
}

/** What an implementation can do beyond the interface; declared, not guessed. */
export interface BlobCapabilities {
  /** Whether it can make URLs that let a client put or read one blob directly: `signUpload` and `signDownload`. */
  readonly signedUrls: boolean;
}
