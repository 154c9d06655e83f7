import type { Scope } from './key.ts';

/** What the process that answers accepts. */
export interface CallerLimits {
  /** Of a file that comes in one piece. */
  readonly max_file_bytes: number;
  /** Of one that comes in parts, or past the server. */
  readonly max_upload_bytes: number;
  /** Of one part; null where files come in one piece only. */
  readonly upload_part_bytes: number | null;
  /** Whether files may be put into the blob storage past the server. */
  readonly direct_upload: boolean;
  /** Requests. */
  readonly max_requests_per_batch: number;
  readonly max_line_bytes: number;
  readonly min_window_seconds: number;
  readonly max_window_seconds: number;
  /** The paths that a batch may name. */
  readonly endpoints: readonly string[];
}

/** Whose key it is that calls. */
export interface Caller {
  readonly object: 'caller';
  /** The key's, or the one that `spillway-tenant` names. */
  readonly tenant: string;
  readonly user: string | null;
  readonly scopes: readonly Scope[];
  /** `operator` for the server's own; null where no key is asked for. */
  readonly key_id: string | null;
  readonly key_name: string | null;
  /** Of the server. */
  readonly version: string;
  readonly limits: CallerLimits;
}
