export type Scope = 'read' | 'write' | 'operator';

/** What the server takes, as far as it says. */
export interface CallerLimits {
  readonly max_file_bytes?: number;
  readonly max_requests_per_batch?: number;
  readonly max_line_bytes?: number;
  readonly upload_part_bytes?: number;
  /** Whether large files may be put into blob storage past the server. */
  readonly direct_upload?: boolean;
}

/** Whose key it is. */
export interface Caller {
  readonly tenant: string;
  readonly user: string | null;
  readonly scopes: readonly Scope[];
  /** Null when nobody is asked for a key. */
  readonly key_id: string | null;
  readonly key_name: string | null;
  readonly version: string;
  readonly limits?: CallerLimits;
}
