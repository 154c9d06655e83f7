import { SpillwayError } from '@spillway/core/errors';
import type { FilePage, FileQuery, FileRecord, FileRegistry, NewFile, TenantKey } from '@spillway/core/store';
import { decodeFile, type StoredFile } from './codec/file.ts';
import { fieldsOf, listOf, textOf } from './codec/reply.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import { expiredFiles } from './expired-files.ts';
import { endedReaders } from './file-readers.ts';
import { enlist, lookAt } from './file-sight.ts';
import { readPage } from './hints.ts';

export function createFileRegistry(context: StoreContext): FileRegistry {
  return {
    create: (file) => createFile(context, file),
    get: async (key) => (await visibleFile(context, key))?.record,
    list: (query) => listFiles(context, query),
    remove: (key) => removeFile(context, key),
    known: (ids) => knownFiles(context, ids),
    expired: (query) => expiredFiles(context, query),
    purge: (ids) => purgeFiles(context, ids),
  };
}

/** The hint comes first: whoever follows it puts a file whose maker died on its tenant's list. */
async function createFile(context: StoreContext, file: NewFile): Promise<FileRecord> {
  const { session, keys, now } = context;
  const { id, tenant, purpose, bytes, sha256, expiresInMs, filename, blob } = file;
  await hintGone(context, id);
  const lifetime = expiresInMs === null ? '' : wholeMs(expiresInMs);
  const values = [now(), tenant, purpose, bytes, sha256 ?? '', lifetime, filename, blob];
  const [created, fields] = listOf(await session.run('create-file', [keys.file(id)], values));
  const stored = decodeFile(id, fieldsOf(fields ?? []));
  if (created !== 1 || !stored) {
    throw new SpillwayError(`File ${id} exists with other content.`, { code: 'conflict' });
  }
  await enlist(context, stored);
  return stored.record;
}

async function hintGone({ session, keys, now }: StoreContext, id: string): Promise<void> {
  await session.run('hint', [keys.goneFiles], [now(), id]);
}

async function visibleFile(context: StoreContext, { tenant, id }: TenantKey): Promise<StoredFile | undefined> {
  const { file, now } = await lookAt(context, id);
  return file?.record.tenant === tenant && now < file.goneAt ? file : undefined;
}

async function listFiles(context: StoreContext, query: FileQuery): Promise<FilePage> {
  const { tenant, purpose, after, limit, order } = query;
  const read = async (id: string): Promise<FileRecord | undefined> => {
    const file = await visibleFile(context, { tenant, id });
    return file && (purpose === undefined || file.record.purpose === purpose) ? file.record : undefined;
  };
  const { found, hasMore } = await readPage(context, context.keys.tenantFiles(tenant), { after, order, limit }, read);
  return { files: found, hasMore };
}

/** Asks those who read the file first; when another comes meanwhile, it asks again. */
async function removeFile(context: StoreContext, { tenant, id }: TenantKey): Promise<'removed' | 'absent' | 'in_use'> {
  const { session, keys, now } = context;
  for (;;) {
    const sight = await lookAt(context, id);
    if (sight.file?.record.tenant !== tenant || sight.now >= sight.file.goneAt) return 'absent';
    const ended = await endedReaders(context, { ...sight, file: sight.file });
    if (ended.length < sight.readers.length) return 'in_use';
    await hintGone(context, id);
    const values = [now(), tenant, ...ended.flat()];
    const answer = textOf(await session.run('remove-file', [keys.file(id), keys.fileReaders(id)], values));
    if (answer === 'removed' || answer === 'absent') return answer;
  }
}

async function knownFiles(context: StoreContext, ids: readonly string[]): Promise<readonly FileRecord[]> {
  const sights = await Promise.all([...new Set(ids)].map((id) => lookAt(context, id)));
  return sights.flatMap(({ file }) => file?.record ?? []);
}

/** The hint goes last: a purge that dies half-way is found again. */
async function purgeFiles(context: StoreContext, ids: readonly string[]): Promise<void> {
  const { session, keys, now } = context;
  for (const id of ids) {
    const sight = await lookAt(context, id);
    const { file } = sight;
    if (!file || sight.now < file.goneAt) continue;
    await session.call((redis) => redis.zrem(keys.tenantFiles(file.record.tenant), id));
    await session.run('purge-file', [keys.file(id), keys.fileReaders(id)], [now()]);
    await session.call((redis) => redis.zrem(keys.goneFiles, id));
  }
}
