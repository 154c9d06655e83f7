import type { SelfDescription, Store } from '@spillway/core/store';
import { createAccessRegistry } from './access-registry.ts';
import { createBatchLedger } from './batch-ledger.ts';
import { createBulkActionRegistry } from './bulk-action-registry.ts';
import { connectRedis, endRedis } from './connect-redis.ts';
import type { StoreContext } from './context.ts';
import { createFileRegistry } from './file-registry.ts';
import { createFleetBoard } from './fleet-board.ts';
import { createHistory } from './history.ts';
import { createKeys } from './keys.ts';
import { parseOptions, type RedisStoreOptions } from './redis-store-options.ts';
import { createResultIndex } from './result-index.ts';
import { createSession, type Scripts, type Session } from './session.ts';
import { createShardQueue } from './shard-queue.ts';
import { createStorageIdentity } from './storage-identity.ts';
import { createTenantRegistry } from './tenant-registry.ts';
import { createUploadRegistry } from './upload-registry.ts';
import { createWorkerRegistry } from './worker-registry.ts';

/** The store on these scripts; tests plant bugs in them. */
export function assembleStore(options: RedisStoreOptions, scripts: Scripts): Store {
  const { redis: given, url, keyPrefix, now } = parseOptions(options);
  const redis = given ?? connectRedis(url);
  const session = createSession(redis, scripts);
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
    uploads: createUploadRegistry(context),
    bulkActions: createBulkActionRegistry(context),
    describe: () => describe(session),
    ping: (signal) => ping(session, signal),
    async [Symbol.asyncDispose]() {
      session.close();
      if (redis !== given) await endRedis(redis);
    },
  };
}

/** Valkey says its own version beside that of the Redis it speaks like. */
async function describe(session: Session): Promise<SelfDescription> {
  const info = await session.call((redis) => redis.info('server'));
  const said = (name: string): string | undefined => new RegExp(`^${name}:(.+?)\\r?$`, 'm').exec(info)?.[1];
  const valkey = said('valkey_version');
  const version = valkey ?? said('redis_version');
  const mode = said('server_mode') ?? said('redis_mode');
  const detail = [version, mode].filter((part) => part !== undefined).join(', ');
  return { kind: valkey === undefined ? 'Redis' : 'Valkey', detail: detail === '' ? null : detail };
}

/** The server may still be asked by a question whose answer nobody waits for. */
function ping(session: Session, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    session
      .call((redis) => redis.ping())
      .then(() => resolve(), reject)
      .finally(() => signal?.removeEventListener('abort', abort));
  });
}
