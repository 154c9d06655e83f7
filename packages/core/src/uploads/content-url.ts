import type { BlobStorage, SignedRequest } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import type { FileRecord } from '../store/index.ts';

const MOST_MS = 3_600_000;

/** A request that reads the content past this process, for an hour and no longer than the file is there. */
export async function contentUrl(
  { blob, filename, expiresAt }: FileRecord,
  { blobs, clock }: { readonly blobs: BlobStorage; readonly clock: Pick<Clock, 'now'> },
): Promise<SignedRequest | 'unsupported'> {
  if (!blobs.capabilities.signedUrls || !blobs.signDownload) return 'unsupported';
  const leftMs = (expiresAt ?? Number.POSITIVE_INFINITY) - clock.now();
  return blobs.signDownload(blob, { filename, expiresInMs: Math.max(1_000, Math.min(MOST_MS, leftMs)) });
}
