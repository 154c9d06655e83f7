/** A request that goes to blob storage directly, past the server and without a key. */
export interface SignedRequest {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  /** To be sent with exactly these values. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expires_at: number;
}

/** Where the content of a file can be read from blob storage. */
export interface FileContentUrl extends SignedRequest {
  readonly object: 'file.content_url';
}
