import type { UploadRecord } from '../store/index.ts';

/** Where the bytes of a part lie. */
export function partBlob(uploadId: string, partId: string): string {
  return `uploads/${uploadId}/${partId}`;
}

/** Where a client puts the whole content by itself. */
export function directBlob(uploadId: string): string {
  return partBlob(uploadId, 'direct');
}

/** Everything of the upload that lies in blob storage, as far as its record tells. */
export function blobsOf({ id, parts, direct }: UploadRecord): readonly string[] {
  return [...parts.map((part) => partBlob(id, part.id)), ...(direct ? [directBlob(id)] : [])];
}
