import { joinBlobs } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
import { mayBeDone } from '../may-be-done.ts';
import { freshFileBlob } from '../retention/file-blob.ts';
import { defaultTenant } from '../spillway/files.ts';
import type { FileRecord, UploadRecord } from '../store/index.ts';
import { chosenParts, wasMadeOf } from './chosen-parts.ts';
import { describeUpload, fileIdOf } from './describe-upload.ts';
import { forgetParts } from './forget-parts.ts';
import { readDigests } from './read-digests.ts';
import type { Upload, UploadCompletion } from './spillway-uploads.ts';
import { registryOf, type UploadContext } from './upload-context.ts';
import { badParts, notPending } from './upload-refusals.ts';

type Completion = Omit<UploadCompletion, 'signal'>;

/**
 * The bytes are joined first; then the upload is closed, which decides between those who complete or cancel it; then the file
 * is recorded, under an id that everybody derives alike. A crash in between is finished by whoever completes it again.
 */
export async function completeUpload(context: UploadContext, completion: Completion): Promise<Upload | undefined> {
  const { tenant = defaultTenant, id, partIds } = completion;
  const upload = await registryOf(context).get({ tenant, id });
  if (!upload) return undefined;
  const made = await madeBefore(context, upload, partIds);
  if (made) return made;
  try {
    const { closed, file } = await makeFile(context, completion, upload);
    await forgetParts(context, closed);
    return await describeUpload(context, closed, file);
  } catch (error) {
    if (!SpillwayError.is(error, 'not_found')) throw error;
    return whoTookThem(context, upload, { partIds, error });
  }
}

async function makeFile(
  context: UploadContext,
  completion: Completion,
  upload: UploadRecord,
): Promise<{ readonly closed: UploadRecord; readonly file: FileRecord }> {
  const { partIds } = completion;
  const sources = chosenParts(upload, partIds);
  const blob = freshFileBlob(fileIdOf(upload.id), context.randomness);
  try {
    const sha256 = await join(context, completion, { upload, sources, blob });
    const closed = await close(context, upload, partIds);
    return { closed, file: await recordFile(context, upload, { blob, sha256 }) };
  } catch (error) {
    if (!mayBeDone(error)) await context.blobs.remove([blob]).catch(() => {});
    throw error;
  }
}

/** The answer to a replay; undefined when there is work to do. */
async function madeBefore(
  context: UploadContext,
  upload: UploadRecord,
  partIds: readonly string[],
): Promise<Upload | undefined> {
  if (upload.status === 'pending') return undefined;
  if (upload.status !== 'completed') throw notPending(upload);
  if (!wasMadeOf(upload, partIds)) throw otherParts(upload);
  const described = await describeUpload(context, upload);
  return described.status === 'completed' ? described : undefined;
}

interface Joining {
  readonly upload: UploadRecord;
  readonly sources: readonly string[];
  readonly blob: string;
}

/** Puts the file's bytes under a key of their own, where nobody changes them. Answers their digest, if it was asked for. */
async function join(
  { blobs, closing: signal }: UploadContext,
  { md5 }: Completion,
  { upload, sources, blob }: Joining,
): Promise<string | null> {
  const { bytes } = await joinBlobs(blobs, blob, sources, { signal });
  if (bytes !== upload.bytes) throw badParts(`${bytes} bytes came, and ${upload.bytes} were announced.`);
  if (md5 === undefined) return null;
  const digests = await readDigests(blobs, blob, signal);
  if (digests.md5 === md5.toLowerCase()) return digests.sha256;
  throw new SpillwayError(`The MD5 of the content is ${digests.md5}.`, {
    code: 'invalid_argument',
    param: 'md5',
    hint: 'Check the order of the parts, or send those again that changed on the way.',
  });
}

async function close(
  context: UploadContext,
  { tenant, id }: UploadRecord,
  partIds: readonly string[],
): Promise<UploadRecord> {
  const closed = await registryOf(context).close({ tenant, id, as: 'completed', partIds });
  if (closed?.status !== 'completed') throw notPending(closed ?? { id, status: 'expired' });
  if (!wasMadeOf(closed, partIds)) throw otherParts(closed);
  return closed;
}

async function recordFile(
  { store, blobs }: UploadContext,
  { id: uploadId, tenant, purpose, filename, bytes, fileExpiresInMs }: UploadRecord,
  { blob, sha256 }: Pick<FileRecord, 'blob' | 'sha256'>,
): Promise<FileRecord> {
  const id = fileIdOf(uploadId);
  const description = { id, tenant, purpose, filename, bytes, sha256, blob, expiresInMs: fileExpiresInMs };
  const file = await store.files.create(description).catch(async (error) => {
    // Somebody completes it at the same time, and one of us was asked to read the digest.
    const made = SpillwayError.is(error, 'conflict') ? await store.files.get({ tenant, id }) : undefined;
    if (!made) throw error;
    return made;
  });
  if (file.blob !== blob) await blobs.remove([blob]);
  return file;
}

/** Parts that went missing meanwhile: they went with the upload, or its file is there. */
async function whoTookThem(
  context: UploadContext,
  before: UploadRecord,
  { partIds, error }: { readonly partIds: readonly string[]; readonly error: SpillwayError },
): Promise<Upload> {
  const { tenant, id } = before;
  const upload = await registryOf(context).get({ tenant, id });
  const made = await madeBefore(context, upload ?? { ...before, status: 'expired' }, partIds);
  if (made) return made;
  if (partIds.length > 0) throw new Error(`The bytes of parts of upload ${id} are missing.`, { cause: error });
  throw badParts(
    `Nothing was put for upload '${id}'.`,
    'Send the content to its `direct` address first, or name its parts.',
  );
}

function otherParts({ id }: UploadRecord): SpillwayError {
  return new SpillwayError(`Upload '${id}' was completed with other parts.`, { code: 'conflict', param: 'part_ids' });
}
