import type { Store } from '@spillway/core/store';
import { type Cluster, Redis } from 'ioredis';
import { createAccessRegistry } from './access-registry.ts';
import { createBatchLedger } from './batch-ledger.ts';
import type { StoreContext } from './context.ts';
import { createFileRegistry } from './file-registry.ts';
import { createFleetBoard } from './fleet-board.ts';
import { createHistory } from './history.ts';
import { createKeys } from './keys.ts';
import { parseOptions, type RedisStoreOptions } from './redis-store-options.ts';
import { createResultIndex } from './result-index.ts';
import { createSession } from './session.ts';
import { createShardQueue } from './shard-queue.ts';
import { createStorageIdentity } from './storage-identity.ts';
import { createTenantRegistry } from './tenant-registry.ts';
import { createWorkerRegistry } from './worker-registry.ts';

/**
 * The store on Redis 7 and servers that speak its language, alone or as a cluster. Nothing is connected before the first
 * call; disposing of the store ends the connection that it made.
 */
export function createRedisStore(options: RedisStoreOptions): Store {
  const { source, keyPrefix, now } = parseOptions(options);
  const redis = 'redis' in source ? source.redis : connect(source.url);
  const session = createSession(redis);
  const context: StoreContext = { session, keys: createKeys(keyPrefix), now };
  return {
    files: createFileRegistry(context),
    batches: createBatchLedger(context),
    shards: createShardQueue(context),
    workers: createWorkerRegistry(context),
    fleet: createFleetBoard(context),
    identity: createStorageIdentity(context),
    access: createAccessRegistry(context),
    tenants: createTenantRegistry(context),
    history: createHistory(context),
    results: createResultIndex(context),
    async ping(signal) {
      signal?.throwIfAborted();
      await session.call((client) => client.ping());
    },
    async [Symbol.asyncDispose]() {
      if (!('redis' in source)) await end(redis);
    },
  };
}

function connect(url: string): Redis {
  const redis = new Redis(url, { lazyConnect: true, connectionName: 'spillway' });
  // What fails is said to whoever calls; an event without a listener would be printed on top.
  redis.on('error', () => {});
  return redis;
}

async function end(redis: Redis | Cluster): Promise<void> {
  redis.disconnect();
}
