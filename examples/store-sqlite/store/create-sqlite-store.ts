import { readFileSync } from 'node:fs';
import { systemClock } from '@spillway/core/clock';
import type { Store } from '@spillway/core/store';
import { createAccessRegistry } from './access-registry.ts';
import { createBatchLedger } from './batches/batch-ledger.ts';
import { createBulkActionRegistry } from './bulk-action-registry.ts';
import { Database } from './database.ts';
import { createFileRegistry } from './file-registry.ts';
import { createFleetBoard } from './fleet-board.ts';
import { createHistory } from './history.ts';
import { createResultIndex } from './result-index.ts';
import { createShardQueue } from './shards/shard-queue.ts';
import { createStorageIdentity } from './storage-identity.ts';
import { createTenantRegistry } from './tenant-registry.ts';
import { createUploadRegistry } from './upload-registry.ts';
import { createWorkerRegistry } from './worker-registry.ts';

/** What `createSqliteStore` takes. */
export interface SqliteStoreOptions {
  /** The database. It is made when it is not there; its folder must be, on a disk of this machine. */
  readonly file: string;
  /** The store's time, in milliseconds since the epoch; by default the machine's, which is that of every process here. */
  readonly now?: () => number;
  /** How long a call waits for another process that writes, and holds up its own process; 5,000 by default. */
  readonly busyMs?: number;
}

const schema = readFileSync(new URL('./schema.sql', import.meta.url), 'utf8');

/** A store in one file, for the processes of one machine. What a call has answered is on the disk. */
export function createSqliteStore({ file, now = systemClock.now, busyMs = 5_000 }: SqliteStoreOptions): Store {
  const db = openDatabase(new Database({ file, now, busyMs }));
  return {
    files: createFileRegistry(db),
    batches: createBatchLedger(db),
    shards: createShardQueue(db),
    workers: createWorkerRegistry(db),
    fleet: createFleetBoard(db),
    identity: createStorageIdentity(db),
    access: createAccessRegistry(db),
    tenants: createTenantRegistry(db),
    history: createHistory(db),
    results: createResultIndex(db),
    uploads: createUploadRegistry(db),
    bulkActions: createBulkActionRegistry(db),
    async ping(signal) {
      signal?.throwIfAborted();
      db.read(() => db.get('select 1 from batches', {}));
    },
    async [Symbol.asyncDispose]() {
      db[Symbol.dispose]();
    },
  };
}

/** Readers never wait for the writer under WAL, and FULL waits for the disk with each commit. */
function openDatabase(db: Database): Database {
  db.run('pragma journal_mode = wal');
  db.run('pragma synchronous = full');
  db.write(() => db.run(schema));
  return db;
}
