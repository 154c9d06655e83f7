import type { Store } from '@spillway/core/store';
import { assembleStore } from './assemble-store.ts';
import type { RedisStoreOptions } from './redis-store-options.ts';
import { knownScripts } from './session.ts';

/**
 * The store on Redis 7 and servers that speak its language, alone or as a cluster. Nothing is connected before the first
 * call; disposing of the store ends the connection that it made.
 */
export function createRedisStore(options: RedisStoreOptions): Store {
  return assembleStore(options, knownScripts());
}
