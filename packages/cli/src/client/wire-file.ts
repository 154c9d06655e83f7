import type { FileObject } from '@spillway/api-types';

/** A file, as the API of any make tells of it; elsewhere there are other purposes. */
export interface WireFile extends Pick<FileObject, 'id' | 'bytes' | 'created_at' | 'filename'> {
  readonly expires_at?: FileObject['expires_at'];
  readonly purpose: string;
}

export function filePath(id: string, below = ''): string {
  return `/v1/files/${encodeURIComponent(id)}${below}`;
}
