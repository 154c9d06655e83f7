/** A file, as the API tells of it. Instants are in seconds. */
export interface WireFile {
  readonly id: string;
  readonly bytes: number;
  readonly created_at: number;
  readonly expires_at?: number | null;
  readonly filename: string;
  readonly purpose: string;
}

export function filePath(id: string, below = ''): string {
  return `/v1/files/${encodeURIComponent(id)}${below}`;
}
