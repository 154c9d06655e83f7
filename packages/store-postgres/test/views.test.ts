import assert from 'node:assert/strict';
import { type Claim, type Flush, type Outcome, type Seqs, seqsOf } from '@spillway/core/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DatabaseUnderTest, startDatabase } from './database-under-test.ts';
import type { PostgresHarness } from './postgres-harness.ts';

const key = { tenant: 'tenant', id: 'batch' };
let database: DatabaseUnderTest;
let harness: DatabaseUnderTest['harness'];
let client: DatabaseUnderTest['client'];

beforeAll(async () => {
  database = await startDatabase();
  ({ harness, client } = database);
  await workOff(harness);
});

afterAll(() => database?.[Symbol.asyncDispose]());

test('batch_requests shows each request once, in states that match the counts', async () => {
  const { rows } = await client.query(
    `select status, array_agg(seq order by seq) as seqs from batch_requests where batch_id = 'batch' group by status`,
  );
  const seqs = Object.fromEntries(rows.map((row) => [row.status, row.seqs]));
  expect(seqs).toEqual({
    completed: [0, 1, 2, 3, 8, 9, 20, 21, 22],
    failed: [4, 23],
    cancelled: [5, 6],
    expired: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
    running: [24, 25],
    queued: [7, 26, 27, 28, 29],
  });
  const batch = await harness.store.batches.get(key);
  expect(batch?.counts).toEqual({
    total: 30,
    open: 7,
    succeeded: 9,
    failed: 2,
    deadLettered: 0,
    expired: 10,
    cancelled: 2,
  });
});

test('batch_requests shows who runs a request', async () => {
  const { rows } = await client.query(
    `select seq, model, attempts, pool, worker_id from batch_requests where batch_id = 'batch' and status = 'running'`,
  );
  expect(rows).toContainEqual({ seq: 24, model: 'model', attempts: 0, pool: 'spot', worker_id: 'worker' });
});

test('batch_outcomes shows where the line of each settled request lies', async () => {
  const { rows } = await client.query(
    `select seq, outcome, attempts, tokens_in, tokens_out, duration_ms, segment, line_offset::int, line_bytes, engine
     from batch_outcomes where batch_id = 'batch' and seq in (1, 3, 4) order by seq`,
  );
  const line = { attempts: 2, tokens_in: 3, tokens_out: 4, duration_ms: 5, segment: 'segments/one', engine: 'engine' };
  expect(rows).toEqual([
    { ...line, seq: 1, outcome: 'succeeded', line_offset: 500, line_bytes: 101 },
    { ...line, seq: 3, outcome: 'succeeded', line_offset: 601, line_bytes: 103 },
    { ...line, seq: 4, outcome: 'failed', line_offset: 704, line_bytes: 104 },
  ]);
});

test('batch_outcomes shows the last of several outcomes, and none of a request that is open again', async () => {
  const { rows } = await client.query(
    `select seq, outcome, segment from batch_outcomes where batch_id = 'batch' and seq in (5, 6, 7) order by seq`,
  );
  expect(rows).toEqual([
    { seq: 5, outcome: 'cancelled', segment: null },
    { seq: 6, outcome: 'cancelled', segment: null },
  ]);
});

/** Thirty requests in three extents, of every fate. */
async function workOff(harness: PostgresHarness): Promise<void> {
  const { shards } = harness.store;
  await planBatch(harness);
  const first = await take(harness, 10);
  const second = await take(harness, 10);
  const third = await take(harness, 6);
  await shards.settle(ending(first, [1, 3, 4], ['succeeded', 'succeeded', 'failed']));
  await shards.settle(ending(first, [0, 2, 8, 9], ['succeeded', 'succeeded', 'succeeded', 'succeeded']));
  await shards.settle(ending(first, [5, 6, 7], ['deadLettered', 'deadLettered', 'deadLettered']));
  await shards.settle(
    ending(
      second,
      Array.from({ length: 10 }, (_, index) => 10 + index),
      Array(10).fill('expired'),
    ),
  );
  await shards.settle(ending(third, [20, 21, 22, 23], ['succeeded', 'succeeded', 'succeeded', 'failed']));
  await reopen(harness, first, [[5, 7]]);
  const [step] = await dueSteps(harness);
  assert.ok(step);
  assert.equal(await shards.withdraw(step, 'cancelled', { shards: 1, held: false }), 2);
  await reopen(harness, first, [[7, 8]]);
}

async function planBatch({ store }: PostgresHarness): Promise<void> {
  const settings = { version: 1, maxAttempts: 3, requestTimeoutMs: 1, mixedModels: false, maxRequests: 100 } as const;
  const call = { inputFileId: 'file', endpoint: '/v1/embeddings', window: '24h', windowMs: 86_400_000, metadata: null };
  await store.batches.create({
    ...key,
    ...call,
    user: null,
    priority: 1,
    fingerprint: 'fingerprint',
    settings: { ...settings, outputExpiresAfterMs: null },
    permissions: { spot: 'all' },
  });
  const [step] = await store.batches.claimDue({ limit: 1, leaseMs: 60_000 });
  assert.ok(step);
  const extents = [0, 10, 20].map((firstSeq) => ({
    firstSeq,
    requests: 10,
    offset: firstSeq * 100,
    bytes: 1_000,
    models: [{ model: 'model', seqs: [[firstSeq, firstSeq + 10]] as const, tokens: 100 }],
  }));
  await store.shards.append(step, extents);
  await store.batches.advance(step, { phase: 'in_progress', dueInMs: 0 });
}

async function take({ store }: PostgresHarness, requests: number): Promise<Claim> {
  const demand = { batchId: key.id, model: 'model', pool: 'spot', workerId: 'worker', requests, leaseMs: 60_000 };
  const claim = await store.shards.claim({ ...demand, chargePerRequest: 1, suspects: true });
  assert.ok(claim);
  return claim;
}

/** A flush whose lines have a length of their own each. */
function ending({ batchId, shardId, fence }: Claim, seqs: readonly number[], outcomes: readonly Outcome[]): Flush {
  const all = (number: number): number[] => seqs.map(() => number);
  const lines = {
    segment: 'segments/one',
    offset: 500,
    seqs: seqsOf(seqs),
    outcomes,
    lengths: seqs.map((seq) => 100 + seq),
    attempts: all(2),
    tokensIn: all(3),
    tokensOut: all(4),
    durationsMs: all(5),
  };
  return { batchId, shardId, fence, lines, engine: 'engine', rest: 'hold' };
}

async function reopen(harness: PostgresHarness, { extent }: Claim, seqs: Seqs): Promise<void> {
  const { shards } = harness.store;
  const { settlements } = await shards.settlements(key.id, { fromSeq: 0, extents: 1 });
  const seen = settlements.at(-1)?.ordinal ?? 0;
  const [step] = await dueSteps(harness);
  assert.ok(step);
  const requeue = { extent, model: 'model', seqs, from: 'deadLettered', tokens: 20, seen } as const;
  assert.equal(await shards.requeue(step, requeue), 'recorded');
}

/** The step of the batch, taken from whoever held it. */
async function dueSteps({ store, clock }: PostgresHarness) {
  clock.advance(1);
  return store.batches.claimDue({ limit: 1, leaseMs: 1 });
}
