/** A request that anybody may send until it expires, without credentials. */
export interface SignedRequest {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  /** Headers that the request must carry, with exactly these values. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since the Unix epoch, by the clock of the machine that signed. */
  readonly expiresAt: number;
}

/** What a signed upload is bound to. */
export interface SignedUploadOptions {
  /** From 1 s to 7 days, the longest that S3 takes. */
  readonly expiresInMs: number;
  /** The only size that is accepted; any when not said. Throws `invalid_argument` for one that no request can put. */
  readonly bytes?: number;
}

/** What a signed download is bound to. */
export interface SignedDownloadOptions {
  /** From 1 s to 7 days, the longest that S3 takes. */
  readonly expiresInMs: number;
  /** The name under which a browser saves it. */
  readonly filename?: string;
}
