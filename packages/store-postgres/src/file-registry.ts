import { SpillwayError } from '@spillway/core/errors';
import type { FilePage, FileQuery, FileRecord, FileRegistry, NewFile, TenantKey } from '@spillway/core/store';
import { decodeFile } from './codec/file.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';

export function createFileRegistry(context: StoreContext): FileRegistry {
  return {
    create: (file) => createFile(context, file),
    get: (key) => getFile(context, key),
    list: (query) => listFiles(context, query),
    remove: (key) => removeFile(context, key),
    known: (ids) => knownFiles(context, ids),
    expired: (query) => expiredFiles(context, query),
    purge: (ids) => purgeFiles(context, ids),
  };
}

async function createFile({ session, statements, now }: StoreContext, file: NewFile): Promise<FileRecord> {
  const { id, tenant, purpose, filename, bytes, sha256, blob, expiresInMs } = file;
  const lifeMs = expiresInMs === null ? null : wholeMs(expiresInMs);
  const values = [id, tenant, purpose, filename, bytes, sha256, blob, lifeMs, now()];
  const [row] = await session.rows(statements.createFile, values);
  const recorded = row && decodeFile(row);
  if (recorded && isSameContent(recorded, file)) return recorded;
  throw new SpillwayError(`File ${id} exists with other content.`, { code: 'conflict' });
}

function isSameContent(recorded: FileRecord, file: NewFile): boolean {
  return (['tenant', 'purpose', 'bytes', 'sha256'] as const).every((field) => recorded[field] === file[field]);
}

async function getFile(
  { session, statements, now }: StoreContext,
  { tenant, id }: TenantKey,
): Promise<FileRecord | undefined> {
  const [row] = await session.rows(statements.getFile, [tenant, id, now()]);
  return row && decodeFile(row);
}

async function listFiles({ session, statements, now }: StoreContext, query: FileQuery): Promise<FilePage> {
  const { tenant, purpose, after, limit, order } = query;
  const statement = order === 'asc' ? statements.listFilesOldestFirst : statements.listFilesNewestFirst;
  const rows = await session.rows(statement, [tenant, purpose ?? null, after ?? null, limit + 1, now()]);
  return { files: rows.slice(0, limit).map(decodeFile), hasMore: rows.length > limit };
}

async function removeFile(
  { session, statements, now }: StoreContext,
  { tenant, id }: TenantKey,
): Promise<'removed' | 'absent' | 'in_use'> {
  const [row] = await session.rows(statements.removeFile, [tenant, id, now()]);
  if (!row) return 'absent';
  return row.in_use ? 'in_use' : 'removed';
}

async function expiredFiles(
  { session, statements, now }: StoreContext,
  { limit, goneForMs = 0 }: Parameters<FileRegistry['expired']>[0],
): Promise<readonly FileRecord[]> {
  return (await session.rows(statements.expiredFiles, [limit, wholeMs(goneForMs), now()])).map(decodeFile);
}

async function knownFiles(
  { session, statements }: StoreContext,
  ids: readonly string[],
): Promise<readonly FileRecord[]> {
  return (await session.rows(statements.knownFiles, [ids])).map(decodeFile);
}

async function purgeFiles({ session, statements, now }: StoreContext, ids: readonly string[]): Promise<void> {
  await session.rows(statements.purgeFiles, [ids, now()]);
}
