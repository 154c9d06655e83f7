import { Cluster, type Redis } from 'ioredis';
import type { StoreContext } from './context.ts';
import { membersOf } from './hints.ts';

const atOnce = 1_000;
/** Numbers begin at 1. What has none is put before, by its creation in milliseconds. */
const beforeNumbers = 2 ** 50;
const known = new WeakSet<StoreContext>();

/** Puts what was created before there was a list of all tenants' batches on that list, once. */
export async function completeAllBatches(context: StoreContext): Promise<void> {
  if (known.has(context)) return;
  const { session, keys } = context;
  const isWhole = await session.call((redis) => redis.exists(keys.allBatchesWhole));
  if (isWhole === 0) {
    for (const list of await session.call((redis) => findKeys(redis, keys.everyTenantBatches))) {
      await addMembers(context, list);
    }
    await session.call((redis) => redis.set(keys.allBatchesWhole, 1));
  }
  known.add(context);
}

async function findKeys(redis: Redis | Cluster, pattern: string): Promise<readonly string[]> {
  if (redis instanceof Cluster) await redis.ping();
  const masters = redis instanceof Cluster ? redis.nodes('master') : [redis];
  const found: string[] = [];
  for (const master of masters) {
    let cursor = '0';
    do {
      const [next, names] = await master.scan(cursor, 'MATCH', pattern, 'COUNT', atOnce);
      found.push(...names);
      cursor = next;
    } while (cursor !== '0');
  }
  return found;
}

/** What has its place keeps it. */
async function addMembers(context: StoreContext, list: string): Promise<void> {
  const { session, keys } = context;
  for (let after: string | undefined, more = true; more; ) {
    const ids = await membersOf(context, list, { after, order: 'asc', limit: atOnce });
    const created = await Promise.all(
      ids.map((id) => session.call((redis) => redis.hget(keys.batch(id), 'createdAt'))),
    );
    const places = ids.flatMap((id, index) => (created[index] ? [Number(created[index]) - beforeNumbers, id] : []));
    if (places.length > 0) await session.call((redis) => redis.zadd(keys.allBatches, 'NX', ...places));
    after = ids.at(-1);
    more = ids.length === atOnce;
  }
}
