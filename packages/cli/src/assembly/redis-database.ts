import type { Store } from '@spillway/core/store';
import { connectRedis, createRedisStore, endRedis, reachRedis, removeKeys } from '@spillway/store-redis';
import { checkRedis } from '../doctor/check-redis.ts';
import type { Database } from './database.ts';

type Client = ReturnType<typeof connectRedis>;

/** A Redis, alone or a cluster; corners are prefixes of keys. Throws `invalid_argument` for a URL that cannot be used. */
export function redisDatabase(url: string): Database {
  // What is wrong with the URL is said before anything is opened.
  connectRedis(url).disconnect();
  return {
    url,
    name: 'Redis',
    open: async ({ corner, stack }) => ({ store: stack.add(await openStore(url, corner)), applied: [] }),
    lookInto: (corner) => openStore(url, corner),
    forget: (corner) => withClient(url, (redis) => removeKeys(redis, prefixOf(corner))),
    examine: (options) => checkRedis(url, options),
  };
}

async function openStore(url: string, corner: string | undefined): Promise<Store> {
  await withClient(url, reachRedis);
  return createRedisStore({ url, ...(corner !== undefined && { keyPrefix: prefixOf(corner) }) });
}

/** Not below the prefix of the installation for everybody, which might be removed by it one day. */
function prefixOf(corner: string): string {
  return `spillway-${corner}:`;
}

async function withClient<Answer>(url: string, use: (redis: Client) => Promise<Answer>): Promise<Answer> {
  const redis = connectRedis(url);
  try {
    return await use(redis);
  } finally {
    await endRedis(redis);
  }
}
