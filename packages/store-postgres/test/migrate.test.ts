import { readdir } from 'node:fs/promises';
import { createPostgresStore, migrate, migrationStatus } from '@spillway/store-postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server?.close();
});

/** The migrations of this version, by the names of their files. */
async function allNames(): Promise<readonly string[]> {
  const files = await readdir(new URL('../migrations/', import.meta.url));
  return files
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

test('migrations that run at once are applied once', async () => {
  const { url: connectionString, schema } = await server.createSchema();
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate({ connectionString, schema })));
  expect(applied.flat().sort()).toEqual((await migrationStatus({ connectionString, schema })).applied);
  expect(await migrate({ connectionString, schema })).toEqual([]);
});

test('status changes nothing and names what is pending', async () => {
  const { url: connectionString, schema } = await server.createSchema();
  const before = await migrationStatus({ connectionString, schema });
  expect(before).toEqual({ applied: [], pending: await allNames() });
  expect(await migrationStatus({ connectionString, schema })).toEqual(before);
  await migrate({ connectionString, schema });
  expect(await migrationStatus({ connectionString, schema })).toEqual({ applied: before.pending, pending: [] });
});

test('a schema with any name is made when it is missing', async () => {
  const { url: connectionString } = await server.createDatabase();
  const schema = 'our "Batches"';
  await migrate({ connectionString, schema });
  await using store = createPostgresStore({ connectionString, schema });
  await store.ping();
});

test('a migration that fails leaves nothing of itself and tells why', async () => {
  const { url: connectionString, schema } = await server.createSchema();
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`create table ${schema}.lanes (id int)`);
  await expect(migrate({ connectionString, schema })).rejects.toThrow(/"lanes" already exists/);
  expect((await migrationStatus({ connectionString, schema })).applied).toEqual([]);
  await client.query(`drop table ${schema}.lanes`);
  expect(await migrate({ connectionString, schema })).toEqual(await allNames());
  await client.end();
});

test('a replay does not wait for running workers, nor they for it', async () => {
  const { url: connectionString, schema } = await server.createSchema();
  await migrate({ connectionString, schema });
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query('begin');
  await client.query(`lock table ${schema}.shards, ${schema}.batches in row exclusive mode`);
  expect(await migrate({ connectionString, schema })).toEqual([]);
  await client.end();
});
