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
import { wholeMs } from './codec/time.ts';
import { decodeUpload } from './codec/upload.ts';
import type { StoreContext } from './context.ts';

const COMPLETION_MS = 3_600_000;
const REMEMBERED_MS = 86_400_000;

export function createUploadRegistry(context: StoreContext): UploadRegistry {
  const { session, statements, now } = context;
  return {
    create: (upload) => createUpload(context, upload),
    get: (key) => getUpload(context, key),
    addPart: (part) => addPart(context, part),
    close: (closing) => closeUpload(context, closing),
    async expired({ limit }) {
      return (await session.rows(statements.expiredUploads, [limit, now()])).map(({ id }) => id);
    },
    async purge(ids) {
      await session.rows(statements.purgeUploads, [ids, REMEMBERED_MS, now()]);
    },
  };
}

async function createUpload({ session, statements, now }: StoreContext, upload: NewUpload): Promise<UploadRecord> {
  const { id, tenant, filename, purpose, bytes, fileExpiresInMs, direct, expiresInMs } = upload;
  const fileLifeMs = fileExpiresInMs === null ? null : wholeMs(fileExpiresInMs);
  const values = [id, tenant, filename, purpose, bytes, fileLifeMs, direct, wholeMs(expiresInMs), now()];
  const [row] = await session.rows(statements.createUpload, values);
  if (row) return decodeUpload(row);
  throw new SpillwayError(`Upload ${id} exists.`, { code: 'conflict' });
}

async function getUpload(
  { session, statements, now }: StoreContext,
  { tenant, id }: TenantKey,
): Promise<UploadRecord | undefined> {
  const [row] = await session.rows(statements.getUpload, [tenant, id, now()]);
  return row && decodeUpload(row);
}

async function addPart(
  { session, statements, now }: StoreContext,
  { tenant, uploadId, id, bytes }: NewUploadPart,
): Promise<UploadPart | 'closed' | 'absent'> {
  const [row] = await session.rows(statements.addPart, [tenant, uploadId, id, bytes, now()]);
  if (!row) return 'absent';
  if (!row.open) return 'closed';
  if (Number(row.bytes) === bytes) return { id, bytes, createdAt: Number(row.created_at) };
  throw new SpillwayError(`Part ${id} of upload ${uploadId} exists with other bytes.`, { code: 'conflict' });
}

/** What was closed changes no more, so that it may be read in a statement of its own. */
async function closeUpload(context: StoreContext, closing: UploadClosing): Promise<UploadRecord | undefined> {
  const { session, statements, now } = context;
  const completed = closing.as === 'completed';
  const partIds = completed ? closing.partIds : null;
  const dueInMs = completed ? COMPLETION_MS : 0;
  const values = [closing.tenant, closing.id, closing.as, partIds, dueInMs, now()];
  await session.rows(statements.closeUpload, values);
  return getUpload(context, closing);
}
