import type { UploadRecord } from '../store/index.ts';
import { blobsOf } from './upload-blobs.ts';
import { registryOf, type UploadContext } from './upload-context.ts';

/** Removes what a closed upload has in blob storage. When that fails it is no trouble of the caller's: a sweep does it later. */
export async function forgetParts(context: UploadContext, upload: UploadRecord): Promise<void> {
  if (upload.purged) return;
  try {
    await context.blobs.remove(blobsOf(upload));
    await registryOf(context).purge([upload.id]);
  } catch {}
}
