import type { SignedRequest } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
import type { FileRecord, UploadRecord } from '../store/index.ts';
import type { Upload } from './spillway-uploads.ts';
import { directBlob } from './upload-blobs.ts';
import type { UploadContext } from './upload-context.ts';

/** The file that an upload becomes, whoever completes it and however often. */
export function fileIdOf(uploadId: string): string {
  return uploadId.replace(/^upload_/, 'file-');
}

/**
 * The upload with its file. While somebody makes a file of a completed one, or died of it, nothing is there to be used: it
 * is pending, and whoever completes it again finishes the work.
 */
export async function describeUpload(
  context: UploadContext,
  record: UploadRecord,
  known?: FileRecord,
): Promise<Upload> {
  const { tenant, id } = record;
  const isCompleted = record.status === 'completed';
  const file = isCompleted ? (known ?? (await context.store.files.get({ tenant, id: fileIdOf(id) }))) : undefined;
  const status = isCompleted && !file && !record.purged ? 'pending' : record.status;
  const { filename, purpose, bytes, createdAt, expiresAt } = record;
  const direct = record.status === 'pending' && record.direct ? await directRequest(context, record) : null;
  return { id, tenant, filename, purpose, bytes, status, createdAt, expiresAt, file: file ?? null, direct };
}

/** Good for as long as the upload, by the clock of this process. None for what is too large for one request. */
async function directRequest(
  { blobs, clock }: UploadContext,
  { id, bytes, expiresAt }: UploadRecord,
): Promise<SignedRequest | null> {
  if (!blobs.capabilities.signedUrls || !blobs.signUpload) return null;
  const expiresInMs = Math.max(1_000, expiresAt - clock.now());
  return blobs.signUpload(directBlob(id), { expiresInMs, bytes }).catch((error) => {
    if (SpillwayError.is(error, 'invalid_argument')) return null;
    throw error;
  });
}
