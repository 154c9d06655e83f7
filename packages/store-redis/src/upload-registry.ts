import { SpillwayError } from '@spillway/core/errors';
import type {
  NewUpload,
  NewUploadPart,
  TenantKey,
  UploadClosing,
  UploadPart,
  UploadRecord,
  UploadRegistry,
} from '@spillway/core/store';
import { listOf, numberOf, pairsOf, textOf } from './codec/reply.ts';
import { wholeMs } from './codec/time.ts';
import { decodeUpload, encodeClosing, encodeUpload } from './codec/upload.ts';
import type { StoreContext } from './context.ts';

/** Until the parts of a completed upload are due: somebody may be making a file of them. */
const completionMs = 3_600_000;
/** How long an upload is remembered past its expiry. */
const rememberedMs = 86_400_000;

/** All uploads lie in one slot: they are few, and what is due among them is then known exactly. */
export function createUploadRegistry(context: StoreContext): UploadRegistry {
  return {
    create: (upload) => createUpload(context, upload),
    get: (key) => readUpload(context, key),
    addPart: (part) => addPart(context, part),
    close: (closing) => closeUpload(context, closing),
    expired: ({ limit }) => dueUploads(context, limit),
    async purge(ids) {
      await Promise.all(ids.map((id) => purgeUpload(context, id)));
    },
  };
}

async function createUpload({ session, keys, now }: StoreContext, upload: NewUpload): Promise<UploadRecord> {
  const { id, tenant, expiresInMs } = upload;
  const values = [now(), id, tenant, wholeMs(expiresInMs), encodeUpload(upload)];
  const created = decodeUpload(id, await session.run('create-upload', [...keys.upload(id), keys.dueUploads], values));
  if (!created) throw new SpillwayError(`Upload ${id} exists.`, { code: 'conflict' });
  return created;
}

async function readUpload(
  { session, keys, now }: StoreContext,
  { tenant, id }: TenantKey,
): Promise<UploadRecord | undefined> {
  return decodeUpload(id, await session.run('read-upload', keys.upload(id), [now(), tenant]));
}

async function addPart(
  { session, keys, now }: StoreContext,
  { tenant, uploadId, id, bytes }: NewUploadPart,
): Promise<UploadPart | 'closed' | 'absent'> {
  const values = [now(), tenant, id, bytes];
  const [answer, createdAt] = listOf(await session.run('add-part', keys.upload(uploadId), values));
  const kind = textOf(answer);
  if (kind === 'conflict') {
    throw new SpillwayError(`Part ${id} of upload ${uploadId} exists with other bytes.`, { code: 'conflict' });
  }
  return kind === 'closed' || kind === 'absent' ? kind : { id, bytes, createdAt: numberOf(createdAt) };
}

async function closeUpload(
  { session, keys, now }: StoreContext,
  closing: UploadClosing,
): Promise<UploadRecord | undefined> {
  const { id, tenant, as } = closing;
  const values = [now(), id, tenant, encodeClosing(closing), as === 'completed' ? completionMs : 0];
  return decodeUpload(id, await session.run('close-upload', [...keys.upload(id), keys.dueUploads], values));
}

async function dueUploads({ session, keys, now }: StoreContext, limit: number): Promise<readonly string[]> {
  return pairsOf(await session.run('come-hints', [keys.dueUploads], [now(), 0, limit])).map(([id]) => id);
}

async function purgeUpload({ session, keys, now }: StoreContext, id: string): Promise<void> {
  await session.run('purge-upload', [...keys.upload(id), keys.dueUploads], [now(), id, rememberedMs]);
}
