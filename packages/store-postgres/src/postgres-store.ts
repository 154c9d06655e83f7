import { SpillwayError } from '@spillway/core/errors';
import type { SelfDescription, Store } from '@spillway/core/store';
import pg from 'pg';
import { createAccessRegistry } from './access-registry.ts';
import { createBatchLedger } from './batch-ledger.ts';
import { createBulkActionRegistry } from './bulk-action-registry.ts';
import type { StoreContext } from './context.ts';
import { createFileRegistry } from './file-registry.ts';
import { createFleetBoard } from './fleet-board.ts';
import { createHistory } from './history.ts';
import { readMigrations } from './migration-files.ts';
import { type PostgresStoreOptions, type PostgresStoreSettings, parseOptions } from './postgres-store-options.ts';
import { createResultIndex } from './result-index.ts';
import { createSession } from './session.ts';
import { createShardQueue } from './shard-queue.ts';
import { type Statements, statements } from './statements/index.ts';
import { createStorageIdentity } from './storage-identity.ts';
import { createTenantRegistry } from './tenant-registry.ts';
import { createUploadRegistry } from './upload-registry.ts';
import { createWorkerRegistry } from './worker-registry.ts';

/**
 * The store on PostgreSQL 14 and newer. Its schema is made by `migrate`. Nothing is connected before the first call;
 * disposing of the store ends the pool that it made.
 */
export function createPostgresStore(options: PostgresStoreOptions): Store {
  return assembleStore(parseOptions(options), statements);
}

/**
 * The store on other statements, so that tests can plant a bug in one.
 *
 * @internal
 */
export function assembleStore(settings: PostgresStoreSettings, spoken: Statements): Store {
  const { source, schema, statementTimeoutMs, now } = settings;
  const pool = 'pool' in source ? source.pool : createPool(source);
  const session = createSession({ pool, schema, statementTimeoutMs });
  const context: StoreContext = { session, statements: spoken, now };
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
    describe: () => describe(context),
    ping: (signal) => ping(context, signal),
    async [Symbol.asyncDispose]() {
      if (!('pool' in source) && !pool.ending) await pool.end();
    },
  };
}

function createPool({ connectionString, poolSize }: { connectionString: string; poolSize: number }): pg.Pool {
  return new pg.Pool({
    connectionString,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'spillway',
  });
}

async function ping(context: StoreContext, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const pending = await orAborted(pendingMigrations(context), signal);
  if (pending.length === 0) return;
  throw new SpillwayError(`The schema of the store lacks ${pending.join(', ')}.`, {
    code: 'unavailable',
    hint: 'Run the migrations: `migrate({ connectionString, schema })`.',
    retryable: false,
  });
}

async function describe({ session, statements }: StoreContext): Promise<SelfDescription> {
  const [row] = await session.rows(statements.describe, []);
  if (!row) return { kind: 'PostgreSQL', detail: null };
  const { version, database, schema, address } = row;
  const at = address === null ? 'a socket of its machine' : address;
  return { kind: 'PostgreSQL', detail: `${version}, database ${database}, schema ${schema}, at ${at}` };
}

async function pendingMigrations({ session, statements }: StoreContext): Promise<readonly string[]> {
  const applied = (await session.rows(statements.ping, [])).map(({ name }) => name);
  return (await readMigrations()).map(({ name }) => name).filter((name) => !applied.includes(name));
}

/** The server may still work on a question whose answer nobody waits for. */
function orAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
