import type { ShardQueue } from '../store/index.ts';
import type { OrphanKind } from './orphans.ts';

type Shards = Pick<ShardQueue, 'list' | 'settlements'>;

/**
 * What workers or planners put for a batch that is purged by now. Blobs of a batch that has shards or settlements are kept,
 * named or not: a flush that is repeated for long may yet name them, and the purge takes them all.
 */
export function batchOrphans(prefix: 'segments/' | 'indexes/', shards: Shards): OrphanKind {
  const batchOf = (key: string): string => key.slice(prefix.length, key.indexOf('/', prefix.length));
  return {
    prefix,
    async judge(blobs) {
      const keys = blobs.map(({ key }) => key);
      const last = batchOf(keys.at(-1) ?? '');
      const kept = new Set<string>();
      for (const batchId of new Set(keys.map(batchOf))) if (await hasRequests(shards, batchId)) kept.add(batchId);
      const orphans = keys.filter((key) => !kept.has(batchOf(key)));
      // No key below the batch comes behind the sign that follows the slash.
      return { orphans, ...(kept.has(last) && { knownTo: `${prefix}${last}0` }) };
    },
  };
}

/** Whether the batch was planned and not purged yet. Once it was purged it never has any again. */
async function hasRequests(shards: Shards, batchId: string): Promise<boolean> {
  const page = { fromSeq: 0, extents: 1 };
  if ((await shards.settlements(batchId, page)).settlements.length > 0) return true;
  return (await shards.list(batchId, page)).shards.length > 0;
}
