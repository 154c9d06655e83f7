import { systemClock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { createAccessRegistry } from './access-registry.ts';
import { createBatchLedger } from './batch-ledger.ts';
import { createBulkActionRegistry } from './bulk-action-registry.ts';
import { createFileRegistry } from './file-registry.ts';
import { createFleetBoard } from './fleet-board.ts';
import { createHistory } from './history.ts';
import type { MemoryState } from './memory-state.ts';
import { createResultIndex } from './result-index.ts';
import { createShardQueue } from './shard-queue.ts';
import { createStorageIdentity } from './storage-identity.ts';
import { createTenantRegistry } from './tenant-registry.ts';
import { createUploadRegistry } from './upload-registry.ts';
import { createWorkerRegistry } from './worker-registry.ts';

/** What `createMemoryStore` takes. */
export interface MemoryStoreOptions {
  /** The store's time, in milliseconds since the epoch; the machine's by default. */
  readonly now?: () => number;
}

/**
 * The store as it is meant, in plain collections. Every method runs to its end without yielding, which makes it atomic;
 * what goes in and what comes out are copies. For tests, for simulations, and as the specification of other stores.
 */
export function createMemoryStore({ now = systemClock.now }: MemoryStoreOptions = {}): Store {
  const state: MemoryState = {
    now,
    files: new Map(),
    batches: new Map(),
    workers: new Map(),
    ticks: new Map(),
    standings: new Map(),
    charges: new Map(),
    keys: new Map(),
    tenants: new Map(),
    reports: new Map(),
    results: new Map(),
    uploads: new Map(),
    bulkActions: new Map(),
    storageId: undefined,
  };
  return {
    files: createFileRegistry(state),
    batches: createBatchLedger(state),
    shards: createShardQueue(state),
    workers: createWorkerRegistry(state),
    fleet: createFleetBoard(state),
    identity: createStorageIdentity(state),
    access: createAccessRegistry(state),
    tenants: createTenantRegistry(state),
    history: createHistory(state),
    results: createResultIndex(state),
    uploads: createUploadRegistry(state),
    bulkActions: createBulkActionRegistry(state),
    describe: async () => ({ kind: 'memory', detail: 'of this process' }),
    async ping() {},
    async [Symbol.asyncDispose]() {},
  };
}
