export type Scope = 'read' | 'write' | 'operator';

/** What the server accepts. */
export interface CallerLimits {
  /** Of a file that comes in one piece. */
  readonly max_file_bytes: number;
  /** Of one that comes in parts, or past the server. */
  readonly max_upload_bytes: number;
  /** Null where files come in one piece only. */
  readonly upload_part_bytes: number | null;
  /** Whether files may be put into blob storage past the server. */
  readonly direct_upload: boolean;
  readonly max_requests_per_batch: number;
  readonly max_line_bytes: number;
  readonly min_window_seconds: number;
  readonly max_window_seconds: number;
  /** The paths that a batch may name. */
  readonly endpoints: readonly string[];
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
  /** An older server says nothing of them. */
  readonly limits?: CallerLimits;
}
