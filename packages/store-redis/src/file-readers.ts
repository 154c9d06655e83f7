import type { StoredFile } from './codec/file.ts';
import type { StoreContext } from './context.ts';
import type { FileSight } from './file-sight.ts';

/** A batch that announced itself and is not there yet may still come for so long. */
const patienceMs = 60_000;

/** Those of the readers that read the file no more. */
export async function endedReaders(
  { session, keys }: StoreContext,
  { now, file, readers }: FileSight & { readonly file: StoredFile },
): Promise<FileSight['readers']> {
  const ended = await Promise.all(
    readers.map(async ([batchId, announcedAt]) => {
      const fields = ['phase', 'inputFileId', 'tenant'] as const;
      const [phase, input, tenant] = await session.call((redis) => redis.hmget(keys.batch(batchId), ...fields));
      if (!phase) return Number(announcedAt) + patienceMs < now;
      const isLive = ['validating', 'in_progress', 'finalizing'].includes(phase);
      return !(isLive && input === file.record.id && tenant === file.record.tenant);
    }),
  );
  return readers.filter((_, index) => ended[index]);
}
