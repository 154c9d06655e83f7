import type { Upload } from '@spillway/api-types';
import type { WireFile } from './wire-file.ts';

/** An upload in parts, as the API of any make tells of it; elsewhere nothing is said of `direct`. */
export interface WireUpload extends Pick<Upload, 'id'>, Partial<Pick<Upload, 'direct'>> {
  readonly status: string;
  readonly file?: WireFile | null;
}

export function uploadPath(id: string, below = ''): string {
  return `/v1/uploads/${encodeURIComponent(id)}${below}`;
}
