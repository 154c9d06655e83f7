import { readFile } from 'node:fs/promises';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let connectionString: string;
let schema: string;
let client: pg.Client;

beforeAll(async () => {
  server = await startTestServer();
  ({ url: connectionString, schema } = await server.createSchema());
  client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`set search_path = ${schema}`);
  await applyBefore();
});

afterAll(async () => {
  await client?.end();
  await server?.close();
});

/** The schema as the version before made it. */
async function applyBefore(): Promise<void> {
  await client.query('create table migrations (name text primary key, applied_at timestamptz not null default now())');
  for (const name of ['0001_initial', '0002_views']) {
    await client.query(await readFile(new URL(`../migrations/${name}.sql`, import.meta.url), 'utf8'));
    await client.query('insert into migrations (name) values ($1)', [name]);
  }
}

async function addBatch(id: string, phase: string, firstSeqs: readonly number[]): Promise<void> {
  await client.query(
    `insert into batches (id, tenant, phase, input_file_id, endpoint, completion_window, priority, fingerprint, settings,
       permissions, created_at, deadline_at, in_progress_at)
     values ($1, 'tenant', $2, 'file', '/v1', '24h', 1, '', '{}', '{}', 1, 2, 1)`,
    [id, phase],
  );
  await client.query(
    `insert into shards (batch_id, lane_id, first_seq, requests, offset_bytes, bytes, open, open_count, tokens_per_request)
     select $1, 1, first_seq, 10, 0, 1, repeat('0', 10)::varbit, 0, 1 from unnest($2::int[]) as first_seq`,
    [id, firstSeqs],
  );
}

test('what was purged before there was a mark has one afterwards, and a worker that knows no contexts still beats', async () => {
  await addBatch('whole', 'completed', [0, 10]);
  await addBatch('half', 'expired', [10]);
  await addBatch('gone', 'cancelled', []);
  await addBatch('live', 'in_progress', [10]);
  await migrate({ connectionString, schema });
  const { rows } = await client.query('select id from batches where purged_at is not null order by id');
  expect(rows).toEqual([{ id: 'gone' }, { id: 'half' }]);
  await client.query(
    `insert into workers (id, pool, models, capacity, in_flight, version, engines, lives_ms, started_at, beat_at)
     values ('old', 'spot', '[]', 1, 0, '0', '[]', 9000000000000000, 1, 1)`,
  );
  await using store = createPostgresStore({ connectionString, schema });
  expect(await store.workers.list()).toMatchObject([{ id: 'old', contextTokens: {} }]);
});
