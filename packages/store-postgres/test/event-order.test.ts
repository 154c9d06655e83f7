import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DatabaseUnderTest, startDatabase } from './database-under-test.ts';

const key = { tenant: 'tenant', id: 'batch' };
let database: DatabaseUnderTest;
let harness: DatabaseUnderTest['harness'];
let client: DatabaseUnderTest['client'];

beforeAll(async () => {
  database = await startDatabase();
  ({ harness, client } = database);
  await createBatch();
});

afterAll(() => database?.[Symbol.asyncDispose]());

async function createBatch(): Promise<void> {
  const settings = { version: 1, maxAttempts: 3, requestTimeoutMs: 1, mixedModels: false, maxRequests: 100 } as const;
  const call = { inputFileId: 'file', endpoint: '/v1/embeddings', window: '24h', windowMs: 86_400_000, metadata: null };
  await harness.store.batches.create({
    ...key,
    ...call,
    user: null,
    priority: 1,
    fingerprint: 'fingerprint',
    settings: { ...settings, outputExpiresAfterMs: null },
    permissions: {},
  });
}

test('events become visible in the order of their ordinals: whoever writes one waits for the batch', async () => {
  const { store } = harness;
  const tick = await store.fleet.claimTick({ model: 'model', leaseMs: 60_000 });
  if (!tick) throw new Error('the first asker has the tick');
  await client.query('begin');
  await client.query("update batches set woken = true where id = 'batch'");
  await client.query("insert into events (batch_id, at, kind, text) values ('batch', 1, 'first', '')");
  const deciding = store.fleet.decide(tick, {
    pools: [{ pool: 'spot', permissions: [], desiredReplicas: 1 }],
    recalls: [],
    memory: null,
    nextInMs: 0,
    events: [{ batchId: 'batch', event: { kind: 'second', text: '' } }],
  });
  const waited = await Promise.race([someoneWaits(), deciding.then(() => false)]);
  await client.query('commit');
  await deciding;
  expect(waited).toBe(true);
  const kinds = (await store.batches.timeline(key)).map(({ kind }) => kind);
  expect(kinds).toEqual(['created', 'first', 'second']);
});

async function someoneWaits(): Promise<true> {
  const waiting = `select from pg_stat_activity
    where wait_event_type = 'Lock' and datname = current_database() and pid <> pg_backend_pid()`;
  while ((await client.query(waiting)).rows.length === 0);
  return true;
}
