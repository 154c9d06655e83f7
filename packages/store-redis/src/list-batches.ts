import { type Batch, type BatchFilter, type BatchPage, type BatchQuery, matchesBatch } from '@spillway/core/store';
import { decodeBatch } from './codec/batch.ts';
import { completeAllBatches } from './complete-all-batches.ts';
import type { StoreContext } from './context.ts';
import { batchList, candidates, gatherBatches, isFewCandidates } from './gather-batches.ts';
import { readPage } from './hints.ts';
import { sightBatches } from './sight-batches.ts';

/** A page by creation is read from its place on; another, and one of few candidates, is gathered. */
export async function listBatches(context: StoreContext, query: BatchQuery): Promise<BatchPage> {
  const { order = 'newest', after, limit, ...filter } = query;
  if (filter.tenant === undefined) await completeAllBatches(context);
  if (order === 'deadline' || isFewCandidates(filter)) {
    const ids = await gatherBatches(context, { ...query, limit: limit + 1 });
    const batches = await Promise.all(ids.slice(0, limit).map((id) => readBatch(context, id, filter)));
    return { batches: batches.filter((batch) => batch !== undefined), hasMore: ids.length > limit };
  }
  const read = isChoosy(filter) ? readSighted : readBatch;
  const place = { after, order: order === 'oldest' ? 'asc' : 'desc', limit } as const;
  const list = batchList(context, filter.tenant);
  const { found, hasMore } = await readPage(context, list, place, (id) => read(context, id, filter));
  return { batches: found, hasMore };
}

/** Looks at every batch that the filter may choose. */
export async function countBatches(context: StoreContext, filter: BatchFilter): Promise<number> {
  if (filter.tenant === undefined) await completeAllBatches(context);
  let count = 0;
  for await (const ids of candidates(context, filter)) count += (await sightBatches(context, ids, filter)).length;
  return count;
}

/** Whether many may be passed over. */
function isChoosy({ tenant: _, ...filter }: BatchFilter): boolean {
  return Object.values(filter).some((wanted) => wanted !== undefined);
}

async function readSighted(context: StoreContext, id: string, filter: BatchFilter): Promise<Batch | undefined> {
  const seen = await sightBatches(context, [id], filter);
  return seen.length > 0 ? readBatch(context, id, filter) : undefined;
}

/** The whole batch, if the filter still chooses it. */
async function readBatch({ session, keys }: StoreContext, id: string, filter: BatchFilter): Promise<Batch | undefined> {
  const fields = await session.call((redis) => redis.hgetall(keys.batch(id)));
  if (fields.tenant === undefined) return undefined;
  const batch = decodeBatch(id, new Map(Object.entries(fields)));
  return matchesBatch(batch, filter) ? batch : undefined;
}
