import type { WireFile } from './wire-file.ts';

/** An upload in parts, as the API tells of it. */
export interface WireUpload {
  readonly id: string;
  readonly status: string;
  readonly file?: WireFile | null;
  /** Servers of other makes say nothing of it. */
  readonly direct?: WireSignedRequest | null;
}

/** A request that goes to blob storage directly. */
export interface WireSignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function uploadPath(id: string, below = ''): string {
  return `/v1/uploads/${encodeURIComponent(id)}${below}`;
}
