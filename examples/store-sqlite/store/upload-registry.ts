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
import type { Database } from './database.ts';

export function createUploadRegistry(db: Database): UploadRegistry {
  return {
    create: async (upload) => db.write(() => createUpload(db, upload)),
    get: async (key) => db.read(() => getUpload(db, key)),
    addPart: async (part) => db.write(() => addPart(db, part)),
    close: async (closing) => db.write(() => closeUpload(db, closing)),
    expired: async ({ limit }) => db.read(() => dueUploads(db, limit)),
    purge: async (ids) => db.write(() => purgeUploads(db, ids)),
  };
}

interface UploadRow {
  readonly record: string;
  readonly expiresAt: number;
  readonly closing: string | null;
  readonly purged: number;
}

// A completed upload is given time to become a file, and each is remembered for a while after its time is over.
const COMPLETION_MS = 3_600_000;
const REMEMBERED_MS = 86_400_000;

const known = 'select 1 from uploads where id = :id';
const insert = `
  insert into uploads (id, tenant, record, expiresAt, closing, purged, dueAt)
  values (:id, :tenant, :record, :expiresAt, null, 0, :expiresAt)`;
const byKey = 'select record, expiresAt, closing, purged from uploads where id = :id and tenant = :tenant';
const partsOf = `
  select id, bytes, createdAt from uploadParts where uploadId = :id order by createdAt, id`;
const insertPart = `
  insert into uploadParts (uploadId, id, bytes, createdAt) values (:uploadId, :id, :bytes, :now)
  on conflict do nothing`;
const partById = 'select id, bytes, createdAt from uploadParts where uploadId = :uploadId and id = :id';
const close = 'update uploads set closing = :closing, dueAt = :dueAt where id = :id';
const due = 'select id from uploads where dueAt <= :now order by dueAt, number limit :limit';
const closed = `
  select id from uploads
  where id in (select value from json_each(:ids)) and (closing is not null or expiresAt <= :now)`;
const forgetParts = 'delete from uploadParts where uploadId in (select value from json_each(:ids))';
const markPurged = `
  update uploads set purged = 1, dueAt = expiresAt + :rememberedMs where id in (select value from json_each(:ids))`;
const forget = `
  delete from uploads where id in (select value from json_each(:ids)) and dueAt <= :now`;

function createUpload(db: Database, { expiresInMs, ...upload }: NewUpload): UploadRecord {
  const { id, tenant } = upload;
  if (db.get(known, { id })) throw new SpillwayError(`upload ${id} exists`, { code: 'conflict' });
  const createdAt = db.now();
  const expiresAt = createdAt + expiresInMs;
  const record = { ...upload, createdAt, expiresAt };
  db.change(insert, { id, tenant, record, expiresAt });
  return { ...record, status: 'pending', parts: [], partIds: null, purged: false };
}

function getUpload(db: Database, { id, tenant }: TenantKey): UploadRecord | undefined {
  const row = db.get<UploadRow>(byKey, { id, tenant });
  if (!row) return undefined;
  const closing: UploadClosing | null = row.closing === null ? null : JSON.parse(row.closing);
  return {
    ...JSON.parse(row.record),
    status: closing?.as ?? (isPending(row, db.now()) ? 'pending' : 'expired'),
    parts: db.all<UploadPart>(partsOf, { id }),
    partIds: closing?.as === 'completed' ? closing.partIds : null,
    purged: row.purged === 1,
  };
}

function isPending({ closing, expiresAt }: UploadRow, now: number): boolean {
  return closing === null && now < expiresAt;
}

function addPart(db: Database, { tenant, uploadId, id, bytes }: NewUploadPart): UploadPart | 'closed' | 'absent' {
  const now = db.now();
  const upload = db.get<UploadRow>(byKey, { id: uploadId, tenant });
  if (!upload) return 'absent';
  if (!isPending(upload, now)) return 'closed';
  db.change(insertPart, { uploadId, id, bytes, now });
  const part = db.get<UploadPart>(partById, { uploadId, id });
  if (part?.bytes === bytes) return part;
  throw new SpillwayError(`part ${id} exists with other bytes`, { code: 'conflict' });
}

function closeUpload(db: Database, closing: UploadClosing): UploadRecord | undefined {
  const { id, tenant } = closing;
  const now = db.now();
  const upload = db.get<UploadRow>(byKey, { id, tenant });
  if (upload && isPending(upload, now)) {
    db.change(close, { id, closing, dueAt: closing.as === 'completed' ? now + COMPLETION_MS : now });
  }
  return getUpload(db, closing);
}

function dueUploads(db: Database, limit: number): string[] {
  return db.all<{ id: string }>(due, { now: db.now(), limit }).map(({ id }) => id);
}

function purgeUploads(db: Database, asked: readonly string[]): void {
  const now = db.now();
  const ids = db.all<{ id: string }>(closed, { ids: asked, now }).map(({ id }) => id);
  db.change(forgetParts, { ids });
  db.change(markPurged, { ids, rememberedMs: REMEMBERED_MS });
  db.change(forget, { ids, now });
}
