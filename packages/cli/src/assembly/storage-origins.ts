import type { BlobStorage } from '@spillway/core/blob';

/** The origins of the addresses that the storage signs: where browsers put large files. Nothing is asked of the storage. */
export async function storageOrigins(blobs: BlobStorage): Promise<readonly string[]> {
  if (!blobs.capabilities.signedUrls || !blobs.signUpload) return [];
  // Without credentials nothing is signed; then files pass through the server, which says what is wrong.
  const signed = await blobs.signUpload('portal', { expiresInMs: 60_000 }).catch(() => undefined);
  return signed ? [new URL(signed.url).origin] : [];
}
