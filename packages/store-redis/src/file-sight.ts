import { decodeFile, type StoredFile } from './codec/file.ts';
import { fieldsOf, listOf, numberOf, pairsOf } from './codec/reply.ts';
import type { StoreContext } from './context.ts';

/** Puts the file where lists find it. */
export async function enlist({ session, keys }: StoreContext, { record }: StoredFile): Promise<void> {
  await session.call((redis) => redis.zadd(keys.tenantFiles(record.tenant), record.createdAt, record.id));
}

/** What the store knows of a file, and of those who read it. */
export interface FileSight {
  readonly now: number;
  readonly file: StoredFile | undefined;
  /** Batches, and when they said that they read it. */
  readonly readers: readonly (readonly [string, string])[];
}

export async function lookAt({ session, keys, now }: StoreContext, id: string): Promise<FileSight> {
  const reply = listOf(await session.run('read-file', [keys.file(id), keys.fileReaders(id)], [now()]));
  const [at, fields, readers] = reply;
  return { now: numberOf(at), file: decodeFile(id, fieldsOf(fields)), readers: pairsOf(readers) };
}
