import { readFile } from 'node:fs/promises';
import { createManualClock, type ManualClock } from '@spillway/contract';
import type { Store } from '@spillway/core/store';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let client: pg.Client;
let store: Store;
let clock: ManualClock;

beforeAll(async () => {
  server = await startTestServer();
  const { url: connectionString, schema } = await server.createSchema();
  client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`set search_path = ${schema}`);
  await applyBefore();
  await client.query(
    `insert into fleet_ticks (pool, model, fence, due_at, desired_replicas, decided_at)
     values ('dedicated', 'm', 7, 1, 3, 1), ('spot', 'm', 2, 1, null, null)`,
  );
  await migrate({ connectionString, schema });
  clock = createManualClock();
  store = createPostgresStore({ connectionString, schema, now: clock.now });
});

afterAll(async () => {
  await store?.[Symbol.asyncDispose]();
  await client?.end();
  await server?.close();
});

/** The schema as the version before made it. */
async function applyBefore(): Promise<void> {
  await client.query('create table migrations (name text primary key, applied_at timestamptz not null default now())');
  for (const name of ['0001_initial', '0002_views', '0003_reopen', '0004_access']) {
    await client.query(await readFile(new URL(`../migrations/${name}.sql`, import.meta.url), 'utf8'));
    await client.query('insert into migrations (name) values ($1)', [name]);
  }
}

/** Takes a tick as the version before did. */
async function takeAsBefore(pool: string, model: string): Promise<boolean> {
  const { rows } = await client.query(
    `insert into fleet_ticks as t (pool, model, fence, due_at) values ($1, $2, 1, $3::bigint + 10000)
     on conflict (pool, model) do update set fence = t.fence + 1, due_at = excluded.due_at
     where t.due_at <= $3::bigint
     returning fence`,
    [pool, model, clock.now()],
  );
  return rows.length > 0;
}

test('a coordinator one version older is silent while newer ones decide, and takes over a minute after them', async () => {
  expect(await takeAsBefore('dedicated', 'm')).toBe(true);
  const tick = await store.fleet.claimTick({ model: 'm', leaseMs: 10_000 });
  expect(tick).toMatchObject({ model: 'm', memory: null });
  const pools = ['dedicated', 'spot'].map((pool) => ({ pool, permissions: [], desiredReplicas: 2 }));
  const decision = { pools, recalls: [], nextInMs: 5_000, events: [], memory: { a: 1 } };
  expect(tick && (await store.fleet.decide(tick, decision))).toBe(true);
  const standings = (await store.fleet.list()).map(({ pool, desiredReplicas }) => [pool, desiredReplicas]);
  expect(standings).toEqual([
    ['dedicated', 2],
    ['spot', 2],
  ]);
  clock.advance(64_999);
  expect([await takeAsBefore('dedicated', 'm'), await takeAsBefore('spot', 'm')]).toEqual([false, false]);
  clock.advance(1);
  expect([await takeAsBefore('dedicated', 'm'), await takeAsBefore('spot', 'm')]).toEqual([true, true]);
  expect(await store.fleet.claimTick({ model: 'm', leaseMs: 10_000 })).toMatchObject({ memory: { a: 1 } });
});
