import pg from 'pg';
import { expect, it } from 'vitest';
import { startTestServer } from './test-server.ts';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

it('databases and schemas of a test are its own, and go with the server', async () => {
  const server = await startTestServer();
  await using keepsItRunning = await startTestServer();
  const [one, other, schema] = [
    await server.createDatabase(),
    await server.createDatabase(),
    await server.createSchema(),
  ];
  await ask(one.url, 'create table mine ()');
  await ask(other.url, 'create table mine ()');
  await ask(schema.url, `create table ${schema.schema}.mine ()`);
  await one.drop();
  await expect(ask(one.url, 'select 1')).rejects.toMatchObject({ code: '3D000' });
  await server.close();
  await expect(ask(other.url, 'select 1')).rejects.toMatchObject({ code: '3D000' });
  const left = `select from pg_namespace where nspname = '${schema.schema}'`;
  expect(await ask(keepsItRunning.url, left)).toEqual([]);
});
