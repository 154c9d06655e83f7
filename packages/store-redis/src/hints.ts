import { listOf, pairsOf } from './codec/reply.ts';
import type { StoreContext } from './context.ts';

/**
 * The hints about batches lie in a slot of their own, so they are written beside the batch and not with it: before a change
 * that needs one, in case its maker dies, and after it, in case somebody looked in between.
 */
export async function announce({ session, keys, now }: StoreContext, batchId: string, dueAt?: string): Promise<void> {
  await session.run('announce', [keys.dueHints, keys.liveHints], [now(), batchId, dueAt ?? '']);
}

/** Gives a batch its place among those of all tenants. */
export async function announceToAll({ session, keys }: StoreContext, batchId: string): Promise<void> {
  await session.run('number-batch', [keys.allBatches, keys.lastBatchNumberOfAll], [batchId]);
}

/** Makes the hints about a live batch anew where a failover lost them. */
export async function remind({ session, keys, now }: StoreContext, batchId: string): Promise<void> {
  await session.run('remind', [keys.dueHints, keys.liveHints], [now(), batchId]);
}

/** A hint about a batch that may be due, with the score under which it stands. */
export type DueHint = readonly [batchId: string, score: string];

export async function comeHints(
  context: StoreContext,
  key: string,
  offset: number,
  limit: number,
): Promise<readonly DueHint[]> {
  return pairsOf(await context.session.run('come-hints', [key], [context.now(), offset, limit]));
}

/** Replaces a hint by what the batch said of itself. */
export async function rescore(
  { session, keys, now }: StoreContext,
  [batchId, score]: DueHint,
  { dueInMs, isLive, held }: { readonly dueInMs: number | ''; readonly isLive: boolean; readonly held: number },
): Promise<void> {
  const values = [now(), batchId, score, dueInMs, isLive ? 1 : 0, held];
  await session.run('rescore', [keys.dueHints, keys.liveHints], values);
}

/** The batches that may be live, or in workers' hands. */
export function liveBatches({ session, keys }: StoreContext): Promise<readonly string[]> {
  return session.call((redis) => redis.zrange(keys.liveHints, 0, -1));
}

/** Forgets a hint about a batch that proved to be over. */
export async function retire({ session, keys, now }: StoreContext, batchId: string): Promise<void> {
  await session.run('retire', [keys.liveHints], [now(), batchId]);
}

/** Members of a sorted set from behind one of them. */
export async function membersOf(
  { session }: StoreContext,
  key: string,
  {
    after,
    order,
    limit,
  }: { readonly after: string | undefined; readonly order: 'asc' | 'desc'; readonly limit: number },
): Promise<readonly string[]> {
  return listOf(await session.run('page', [key], [after ?? '', order, limit])).map(String);
}

/**
 * Reads a page of what a sorted set names, where some of the members may stand for nothing that is to be shown.
 */
export async function readPage<Thing>(
  context: StoreContext,
  key: string,
  {
    after,
    order,
    limit,
  }: { readonly after: string | undefined; readonly order: 'asc' | 'desc'; readonly limit: number },
  read: (id: string) => Promise<Thing | undefined>,
): Promise<{ readonly found: readonly Thing[]; readonly hasMore: boolean }> {
  const found: Thing[] = [];
  // Where few of many are to be shown, each round looks further than the one before.
  for (let behind = after, perRound = limit + 1; found.length <= limit; perRound = Math.min(2 * perRound, 1_000)) {
    const ids = await membersOf(context, key, { after: behind, order, limit: perRound });
    const things = await Promise.all(ids.map(read));
    found.push(...things.filter((thing) => thing !== undefined));
    behind = ids.at(-1);
    if (ids.length < perRound) break;
  }
  return { found: found.slice(0, limit), hasMore: found.length > limit };
}
