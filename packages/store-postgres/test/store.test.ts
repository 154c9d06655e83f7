import { createPostgresStore, migrate } from '@spillway/store-postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

const key = { tenant: 'tenant', id: 'batch' };
let server: TestServer;
let connectionString: string;
let schema: string;
let admin: pg.Client;

beforeAll(async () => {
  server = await startTestServer();
  ({ url: connectionString, schema } = await server.createSchema());
  await migrate({ connectionString, schema });
  admin = new pg.Client({ connectionString });
  await admin.connect();
});

afterAll(async () => {
  await admin?.end();
  await server?.close();
});

test('a store answers by the clock of the server', async () => {
  await using store = createPostgresStore({ connectionString, schema });
  const { asOf } = await store.shards.lanes({ pool: 'spot', suspects: false, perTenant: 1, limit: 1 });
  const { rows } = await admin.query('select extract(epoch from clock_timestamp()) * 1000 as now');
  // It says whole milliseconds, the nearest.
  expect(Number(rows[0].now) - asOf).toBeGreaterThan(-1);
  expect(Number(rows[0].now) - asOf).toBeLessThan(60_000);
});

test('a store tells what it stands on', async () => {
  await using store = createPostgresStore({ connectionString, schema });
  const said = { kind: 'PostgreSQL', detail: expect.stringMatching(/^\d+.*, database .+, schema .+, at /) };
  expect(await store.describe?.()).toEqual(said);
});

test('a schema that was never migrated is unavailable and says what to do', async () => {
  await using store = createPostgresStore({ connectionString, schema: 'nowhere' });
  await expect(store.ping()).rejects.toMatchObject({
    code: 'unavailable',
    retryable: false,
    hint: expect.stringContaining('migrate'),
  });
});

test('a server that is not there is unavailable, and may be later', async () => {
  await using store = createPostgresStore({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' });
  await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
});

test('a statement that takes too long is a timeout', async () => {
  await using store = createPostgresStore({ connectionString, schema, statementTimeoutMs: 100 });
  await whileLocked(async () => {
    await expect(store.batches.get(key)).rejects.toMatchObject({ code: 'timeout', retryable: true });
  });
  // On a busy machine any statement may take that long.
  const found = () => store.batches.get(key).then((batch) => batch ?? 'no batch');
  await expect.poll(found).toBe('no batch');
});

test('a connection that breaks between its answer and its release does not end the process', async () => {
  const pool = new pg.Pool({ connectionString, max: 1 });
  const store = createPostgresStore({ pool, schema });
  let broken = 0;
  pool.on('acquire', (client) => {
    queueMicrotask(() => {
      broken++;
      client.emit('error', new Error('terminating connection due to administrator command'));
    });
  });
  await store.ping();
  await store.ping();
  expect(broken).toBe(2);
  await pool.end();
});

test('a connection that is lost under a call is unavailable, and the next call has another', async () => {
  await using store = createPostgresStore({ connectionString, schema, poolSize: 1 });
  await store.ping();
  await whileLocked(async () => {
    const call = store.batches.get(key);
    const refused = expect(call).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await terminateWaiting();
    await refused;
  });
  expect(await store.batches.get(key)).toBeUndefined();
});

test('a ping ends when its signal aborts', async () => {
  await using store = createPostgresStore({ connectionString, schema });
  await expect(store.ping(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  const abort = new AbortController();
  const pinged = expect(store.ping(abort.signal)).rejects.toThrow('enough');
  abort.abort(new Error('enough'));
  await pinged;
});

test('a store on a given pool leaves it open', async () => {
  const pool = new pg.Pool({ connectionString, max: 2 });
  const store = createPostgresStore({ pool, schema });
  await store.ping();
  await store[Symbol.asyncDispose]();
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

test('a closed store says so', async () => {
  const store = createPostgresStore({ connectionString, schema });
  await store[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await expect(store.ping()).rejects.toMatchObject({ code: 'closed' });
});

test('unknown and contradicting options are refused by name', () => {
  const create = (options: object) => () => createPostgresStore(options as { connectionString: string });
  expect(create({ connectionString, size: 3 })).toThrow(expect.objectContaining({ param: 'size' }));
  expect(create({})).toThrow(expect.objectContaining({ param: 'connectionString' }));
  expect(create({ connectionString, poolSize: 0 })).toThrow(expect.objectContaining({ param: 'poolSize' }));
});

/** Runs with the batches locked against every reader. */
async function whileLocked(run: () => Promise<void>): Promise<void> {
  await admin.query('begin');
  await admin.query(`lock table ${schema}.batches`);
  try {
    await run();
  } finally {
    await admin.query('rollback');
  }
}

/** Ends the session that waits for the lock, as soon as there is one. */
async function terminateWaiting(): Promise<void> {
  const waiting = `select pg_terminate_backend(l.pid) from pg_locks l
    where not l.granted and l.relation = '${schema}.batches'::regclass`;
  while ((await admin.query(waiting)).rows.length === 0);
}
