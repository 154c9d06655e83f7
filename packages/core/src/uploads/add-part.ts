import type { BlobSource } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
import { mayBeDone } from '../may-be-done.ts';
import { defaultTenant } from '../spillway/files.ts';
import type { UploadPart, UploadRecord } from '../store/index.ts';
import { countBytes } from './count-bytes.ts';
import type { UploadKey } from './spillway-uploads.ts';
import { partBlob } from './upload-blobs.ts';
import { registryOf, type UploadContext } from './upload-context.ts';
import { notPending } from './upload-refusals.ts';

export interface NewPart extends UploadKey {
  readonly source: BlobSource;
  readonly signal?: AbortSignal;
}

/** OpenAI's 64 MB, read generously. */
export const mostPartBytes: number = 64 * 1024 ** 2;
const MOST_PARTS = 4_000;
/** Parts are sent again whose answer was lost: as many bytes as the file has, and of a small one these. */
const SPARE_BYTES = 4 * mostPartBytes;

export async function addPart(context: UploadContext, part: NewPart): Promise<UploadPart | undefined> {
  const { tenant = defaultTenant, id: uploadId, source, signal } = part;
  const uploads = registryOf(context);
  const upload = await uploads.get({ tenant, id: uploadId });
  if (!upload) return undefined;
  if (upload.status !== 'pending') throw notPending(upload);
  refuseIfFull(upload);
  const id = `part_${context.randomness.id()}`;
  const blob = partBlob(uploadId, id);
  const counted = countBytes(source, mostPartBytes);
  const { bytes } = await context.blobs.put(blob, counted, signal ? { signal } : {});
  const added = await uploads.addPart({ tenant, uploadId, id, bytes }).catch((error) => error as unknown);
  if (isPart(added)) return added;
  if (!mayBeDone(added)) await context.blobs.remove([blob]).catch(() => {});
  if (added === 'absent') return undefined;
  if (added !== 'closed') throw added;
  throw notPending((await uploads.get({ tenant, id: uploadId })) ?? { id: uploadId, status: 'expired' });
}

function isPart(added: unknown): added is UploadPart {
  return typeof added === 'object' && added !== null && !(added instanceof Error);
}

/** Nobody keeps more here than the file could need. */
function refuseIfFull({ id, bytes, parts }: UploadRecord): void {
  const received = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (parts.length < MOST_PARTS && received < 2 * bytes + SPARE_BYTES) return;
  throw new SpillwayError(`Upload '${id}' has ${parts.length} parts of ${received} bytes already.`, {
    code: 'conflict',
    param: 'upload_id',
    hint: `An upload takes up to ${MOST_PARTS} parts, and not much more than twice its bytes. Complete it, or begin another one.`,
  });
}
