/**
 * The store on Redis 7 and servers that speak its language, alone or as a cluster.
 *
 * ```ts
 * import { createRedisStore } from '@spillway/store-redis';
 *
 * await using store = createRedisStore({ url: 'redis://localhost' });
 * ```
 *
 * Trouble with the server is thrown as a `SpillwayError` with a hint.
 *
 * @module
 */
export { connectRedis, endRedis, reachRedis } from './connect-redis.ts';
export { inspectServer } from './inspect-server.ts';
export type { ServerWarning } from './judge-settings.ts';
export { createRedisStore } from './redis-store.ts';
export type { GivenClientOptions, OwnConnectionOptions, RedisStoreOptions } from './redis-store-options.ts';
export { removeKeys } from './remove-keys.ts';
