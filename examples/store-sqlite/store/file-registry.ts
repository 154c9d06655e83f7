import { SpillwayError } from '@spillway/core/errors';
import type { FilePage, FileQuery, FileRecord, FileRegistry, NewFile, TenantKey } from '@spillway/core/store';
import type { Database } from './database.ts';

export function createFileRegistry(db: Database): FileRegistry {
  return {
    create: async (file) => db.write(() => createFile(db, file)),
    get: async (key) => db.read(() => optionally(toFile, db.get<FileRow>(visible, { ...key, now: db.now() }))),
    list: async (query) => db.read(() => listFiles(db, query)),
    remove: async (key) => db.write(() => removeFile(db, key)),
    known: async (ids) => db.read(() => db.all<FileRow>(ofIds, { ids }).map(toFile)),
    expired: async ({ limit, goneForMs = 0 }) =>
      db.read(() => db.all<FileRow>(gone, { goneBy: db.now() - goneForMs, limit }).map(toFile)),
    purge: async (ids) => db.write(() => void db.change(forget, { ids, now: db.now() })),
  };
}

type FileRow = FileRecord & { readonly number: number; readonly goneAt: number | null };

const ofIds = 'select * from files where id in (select value from json_each(:ids))';
const byId = 'select * from files where id = :id';
const insert = `
  insert into files (id, tenant, purpose, filename, bytes, sha256, blob, createdAt, expiresAt, goneAt)
  values (:id, :tenant, :purpose, :filename, :bytes, :sha256, :blob, :createdAt, :expiresAt, :expiresAt)`;
const visible = `
  select * from files where id = :id and tenant = :tenant and (goneAt is null or goneAt > :now)`;
const pageUp = `
  select * from files
  where tenant = :tenant and (goneAt is null or goneAt > :now) and (:purpose is null or purpose = :purpose)
    and (createdAt, id) > (:createdAt, :id)
  order by createdAt, id limit :limit`;
const pageDown = `
  select * from files
  where tenant = :tenant and (goneAt is null or goneAt > :now) and (:purpose is null or purpose = :purpose)
    and (createdAt, id) < (:createdAt, :id)
  order by createdAt desc, id desc limit :limit`;
const inUse = `
  select 1 from batches where inputFileId = :id and tenant = :tenant and endedAt is null`;
const hide = 'update files set goneAt = :now where id = :id';
const gone = `
  select * from files
  where goneAt <= :goneBy and not exists (
    select 1 from batches b where b.inputFileId = files.id and b.tenant = files.tenant and b.endedAt is null)
  order by goneAt, number limit :limit`;
const forget = `
  delete from files where id in (select value from json_each(:ids)) and goneAt <= :now`;

function optionally<From, To>(map: (from: From) => To, from: From | undefined): To | undefined {
  return from === undefined ? undefined : map(from);
}

function toFile({ number: _, goneAt: __, ...record }: FileRow): FileRecord {
  return record;
}

function createFile(db: Database, { expiresInMs, ...file }: NewFile): FileRecord {
  const existing = db.get<FileRow>(byId, { id: file.id });
  if (existing) return sameContent(toFile(existing), file);
  const createdAt = db.now();
  const record = { ...file, createdAt, expiresAt: expiresInMs === null ? null : createdAt + expiresInMs };
  db.change(insert, record);
  return record;
}

function sameContent(existing: FileRecord, file: Omit<NewFile, 'expiresInMs'>): FileRecord {
  const same = (['tenant', 'purpose', 'bytes', 'sha256'] as const).every((field) => existing[field] === file[field]);
  if (same) return existing;
  throw new SpillwayError(`file ${file.id} exists with other content`, { code: 'conflict' });
}

const first = { createdAt: Number.NEGATIVE_INFINITY, id: '' };
const last = { createdAt: Number.POSITIVE_INFINITY, id: '' };

/** What became invisible is a place to go on from until it is purged. */
function listFiles(db: Database, { tenant, purpose, after, limit, order }: FileQuery): FilePage {
  const place = after === undefined ? (order === 'asc' ? first : last) : db.get<FileRow>(byId, { id: after });
  if (!place || ('tenant' in place && place.tenant !== tenant)) return { files: [], hasMore: false };
  const { createdAt, id } = place;
  const parameters = { tenant, purpose, createdAt, id, now: db.now(), limit: limit + 1 };
  const rows = db.all<FileRow>(order === 'asc' ? pageUp : pageDown, parameters);
  return { files: rows.slice(0, limit).map(toFile), hasMore: rows.length > limit };
}

function removeFile(db: Database, key: TenantKey): 'removed' | 'absent' | 'in_use' {
  const now = db.now();
  if (!db.get(visible, { ...key, now })) return 'absent';
  if (db.get(inUse, key)) return 'in_use';
  db.change(hide, { id: key.id, now });
  return 'removed';
}
