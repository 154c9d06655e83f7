import { readdir, readFile } from 'node:fs/promises';
import { createManualClock } from '@spillway/contract';
import type { NewBatch } from '@spillway/core/store';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let client: pg.Client;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await client?.end();
  await server?.close();
});

/** The schema as the version without filters made it. */
async function applyBefore(): Promise<void> {
  await client.query('create table migrations (name text primary key, applied_at timestamptz not null default now())');
  const files = (await readdir(new URL('../migrations/', import.meta.url))).filter((file) => file < '0011').sort();
  for (const file of files) {
    await client.query(await readFile(new URL(`../migrations/${file}`, import.meta.url), 'utf8'));
    await client.query('insert into migrations (name) values ($1)', [file.slice(0, -'.sql'.length)]);
  }
}

/** A page of a tenant's batches as that version asks for it. */
async function listAsBefore(): Promise<readonly string[]> {
  const text = `
    select b.id
    from batches b
    where b.tenant = $1::text and b.ordinal < case when $2::text is null then 9223372036854775807 else (
      select a.ordinal from batches a where a.id = $2::text and a.tenant = $1::text) end
    order by b.tenant desc, b.ordinal desc
    limit $3::int`;
  const { rows } = await client.query({ name: 'list_batches', text, values: ['acme', null, 10] });
  return rows.map(({ id }) => id);
}

test('what a server one version older prepared goes on beside the migration, and newer ones find what it makes', async () => {
  const { url: connectionString, schema } = await server.createSchema();
  client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`set search_path = ${schema}; set plan_cache_mode = force_generic_plan; set enable_seqscan = off`);
  await applyBefore();
  const clock = createManualClock();
  // Its statements for creating and moving batches are those of the older version.
  await using older = createPostgresStore({ connectionString, schema, now: clock.now });
  await older.batches.create({ ...batch, id: 'before', metadata: { team: 'Red\0' } });
  const [step] = await older.batches.claimDue({ limit: 1, leaseMs: 60_000 });
  const plan = { blob: 'blob', bytes: 1, models: ['m'], customIdIndex: null };
  expect(step && (await older.batches.advance(step, { phase: 'in_progress', dueInMs: 0, plan }))).toBe(true);
  expect(await listAsBefore()).toEqual(['before']);

  await migrate({ connectionString, schema });
  await older.batches.create({ ...batch, id: 'after', metadata: { team: 'red' } });
  clock.advance(1);
  const steps = await older.batches.claimDue({ limit: 2, leaseMs: 60_000 });
  for (const one of steps)
    expect(await older.batches.advance(one, { phase: 'in_progress', dueInMs: 0, plan })).toBe(true);
  expect(steps).toHaveLength(2);
  expect(await listAsBefore()).toEqual(['after', 'before']);

  await using newer = createPostgresStore({ connectionString, schema, now: clock.now });
  const filter = { tenant: 'acme', search: 'RED', model: 'm', statuses: ['in_progress'] } as const;
  const { batches } = await newer.batches.list({ ...filter, limit: 10 });
  expect(batches.map(({ id }) => id)).toEqual(['after', 'before']);
  expect(await newer.batches.count({ tenant: 'acme', metadata: { team: 'Red\0' } })).toBe(1);
});

const batch: NewBatch = {
  id: '',
  tenant: 'acme',
  user: null,
  inputFileId: 'file',
  endpoint: '/v1/chat/completions',
  window: '24h',
  windowMs: 86_400_000,
  metadata: null,
  priority: 1,
  fingerprint: '',
  settings: {
    version: 1,
    maxAttempts: 3,
    requestTimeoutMs: 600_000,
    mixedModels: true,
    maxRequests: 50_000,
    outputExpiresAfterMs: null,
  },
  permissions: { spot: 'all' },
};
