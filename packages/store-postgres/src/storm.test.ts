import { seededChance } from '@spillway/contract';
import {
  type Claim,
  eachSeq,
  type Flush,
  type NewBatch,
  type Outcome,
  type PlannedExtent,
  type PlannedModel,
  type Seqs,
  type Store,
  seqsOf,
} from '@spillway/core/store';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { createPostgresStore, migrate } from './index.ts';
import { statements } from './statements/index.ts';

const batches = Array.from({ length: 6 }, (_, index) => `batch-${index}`);
const requests = 480;
const perExtent = 40;
const models = ['small', 'large'];
const rounds = 80;

let server: TestServer;
let store: Store;
let reader: pg.Client;

beforeAll(async () => {
  server = await startTestServer();
  const { url: connectionString, schema } = await server.createSchema();
  await migrate({ connectionString, schema });
  store = createPostgresStore({ connectionString, schema, poolSize: 12 });
  reader = new pg.Client({ connectionString });
  await reader.connect();
  await reader.query(`set search_path = ${schema}`);
  await plan();
});

afterAll(async () => {
  await reader?.end();
  await store?.[Symbol.asyncDispose]();
  await server?.close();
});

test('while everything happens at once nothing deadlocks, and counts equal a recount at every moment', async () => {
  let over = false;
  const all = [...Array.from({ length: 8 }, (_, seed) => work(seed + 1)), coordinate(), decide(), bury()];
  const storm = Promise.all(all).finally(() => {
    over = true;
  });
  const [looks] = await Promise.all([watch(() => over), storm]);
  expect(looks).toBeGreaterThan(0);
});

async function plan(): Promise<void> {
  for (const id of batches) await store.batches.create(newBatch(id));
  for (const step of await store.batches.claimDue({ limit: batches.length, leaseMs: 60_000 })) {
    await store.shards.append(step, extents());
    await store.batches.advance(step, { phase: 'in_progress', dueInMs: 0 });
  }
}

function newBatch(id: string): NewBatch {
  const settings = { version: 1, maxAttempts: 3, requestTimeoutMs: 1, mixedModels: true, maxRequests: 1_000 } as const;
  const call = { inputFileId: 'file', endpoint: '/v1/embeddings', window: '24h', windowMs: 86_400_000, metadata: null };
  return {
    id,
    ...call,
    tenant: 'tenant',
    user: null,
    priority: 1,
    fingerprint: id,
    settings: { ...settings, outputExpiresAfterMs: null },
    permissions: { spot: 'all', dedicated: 'returned' },
  };
}

function extents(): readonly PlannedExtent[] {
  return Array.from({ length: requests / perExtent }, (_, index) => {
    const firstSeq = index * perExtent;
    const half = firstSeq + perExtent / 2;
    const planned: readonly PlannedModel[] = [
      { model: 'small', seqs: [[firstSeq, half]], tokens: 100 },
      { model: 'large', seqs: [[half, firstSeq + perExtent]], tokens: 100 },
    ];
    return { firstSeq, requests: perExtent, offset: firstSeq, bytes: perExtent, models: planned };
  });
}

/** Claims from any lane, flushes in every way, and renews all that it holds in one call. */
async function work(seed: number): Promise<void> {
  const chance = seededChance(seed);
  const anyOf = <Value>(values: readonly Value[]): Value => values[Math.floor(chance() * values.length)] as Value;
  const held: Claim[] = [];
  for (let round = 0; round < rounds; round++) {
    const pool = anyOf(['spot', 'spot', 'dedicated']);
    const demand = { batchId: anyOf(batches), model: anyOf(models), pool, workerId: `worker-${seed % 3}` };
    const size = 1 + Math.floor(chance() * 12);
    // Some leases end at once, so that claims are taken over.
    const leaseMs = anyOf([1, 30_000]);
    const claim = await store.shards.claim({
      ...demand,
      requests: size,
      leaseMs,
      chargePerRequest: 1,
      suspects: chance() < 0.5,
    });
    if (claim) held.push(claim);
    await store.shards.renew(held, 30_000);
    // Many are held at once, so that calls which lock several shards meet.
    const flushed = held.length > 12 ? held.splice(Math.floor(chance() * held.length), 1)[0] : undefined;
    if (flushed) await settle(flushed, chance);
  }
}

async function settle(claim: Claim, chance: () => number): Promise<void> {
  const ended = seqsOf([...eachSeq(claim.seqs)].filter(() => chance() < 0.6));
  const left = seqsOf([...eachSeq(claim.seqs)].filter((seq) => !ended.some(([from, end]) => from <= seq && seq < end)));
  const lines = linesOf(ended, chance() < 0.5 ? 'succeeded' : 'deadLettered');
  const rest = (['hold', 'release', 'suspect'] as const)[Math.floor(chance() * 3)] ?? 'hold';
  const { batchId, shardId, fence } = claim;
  const flush: Flush = { batchId, shardId, fence, lines, rest };
  const deferred = chance() < 0.3 && left.length > 0 ? [{ seqs: left, afterMs: 0, attempts: 1 }] : [];
  // A lease may have ended and the shard been cut; the fence says so, and nothing is torn.
  await store.shards.settle({ ...flush, deferred });
}

function linesOf(seqs: Seqs, outcome: Outcome) {
  const all = [...eachSeq(seqs)];
  const ones = all.map(() => 1);
  const numbers = { lengths: ones, attempts: ones, tokensIn: ones, tokensOut: ones, durationsMs: ones };
  return { segment: 'segment', offset: 0, seqs, outcomes: all.map(() => outcome), ...numbers };
}

/** Takes steps, withdraws a little, requeues a little, ends and reopens batches, cancels one of them. */
async function coordinate(): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const steps = await store.batches.claimDue({ limit: 2, leaseMs: 60_000 });
    for (const step of steps) {
      await store.shards.withdraw(step, 'expired', { shards: 4, held: round % 2 === 0 });
      await requeue(step);
      const phase = round % 5 === 4 ? 'completed' : 'in_progress';
      await store.batches.advance(step, { phase, dueInMs: 0, events: [{ kind: 'looked', text: 'x' }] });
      if (phase === 'completed') await reopenTwice(step.batchId);
    }
    if (round === rounds / 2) await store.batches.requestCancel({ tenant: 'tenant', id: batches[0] ?? '' });
  }
}

async function reopenTwice(id: string): Promise<void> {
  const reopening = { selection: { outcomes: ['expired'] as const }, window: '24h', windowMs: 86_400_000 };
  const reopen = () => store.batches.reopen({ tenant: 'tenant', id }, reopening);
  const kinds = (await Promise.all([reopen(), reopen()])).map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual(['live', 'reopened']);
}

async function requeue(step: { batchId: string; fence: number }): Promise<void> {
  const { settlements } = await store.shards.settlements(step.batchId, { fromSeq: 0, extents: 1 });
  const last = settlements.at(-1);
  if (last?.as !== 'expired') return;
  const { extent, model, seqs, ordinal: seen } = last;
  await store.shards.requeue(step, { extent, model, seqs, from: 'expired', tokens: 10, seen });
}

/** Opens and closes lanes of many batches at once, and wants claims back. */
async function decide(): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const model = models[round % 2] ?? '';
    const tick = await store.fleet.claimTick({ model, leaseMs: 60_000 });
    if (!tick) continue;
    const permission = round % 4 < 2 ? 'all' : 'returned';
    await store.fleet.decide(tick, {
      pools: ['spot', 'dedicated'].map((pool) => ({
        pool,
        permissions: batches
          .toReversed()
          .map((batchId) => ({ batchId, permission: pool === 'spot' ? 'all' : permission })),
        desiredReplicas: round,
      })),
      recalls: batches.map((batchId) => ({ batchId, pool: 'spot' })),
      nextInMs: 0,
      memory: { round },
      events: batches.toReversed().map((batchId) => ({ batchId, event: { kind: 'decided', text: permission } })),
    });
  }
}

/** Workers that vanish. */
async function bury(): Promise<void> {
  for (let round = 0; round < rounds; round++) await store.workers.remove(`worker-${round % 3}`);
}

async function watch(isOver: () => boolean): Promise<number> {
  let looks = 0;
  for (; !isOver(); looks++) {
    await store.shards.list(batches[looks % batches.length] ?? '', { fromSeq: 50, extents: 2 });
    expect(await store.batches.backlog({ tenant: 'tenant' })).toHaveProperty('requests');
    await reader.query('begin isolation level repeatable read');
    const { rows } = await reader.query(statements.readBatches.text, [batches, null]);
    const { rows: recounted } = await reader.query(
      `select batch_id, jsonb_object_agg(status, requests) as states from (
         select batch_id, case when status in ('queued', 'running') then 'open' else status end as status, count(*) as requests
         from batch_requests group by 1, 2) as states group by 1`,
    );
    await reader.query('commit');
    for (const row of rows)
      expect(statesOf(row)).toEqual(recounted.find(({ batch_id }) => batch_id === row.id)?.states);
  }
  return looks;
}

function statesOf(row: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  const columns = {
    open: 'open',
    succeeded: 'completed',
    failed: 'failed',
    dead_lettered: 'dead_lettered',
    expired: 'expired',
  };
  const states = Object.entries(columns).map(([column, status]) => [status, Number(row[column])] as const);
  return Object.fromEntries(states.filter(([, count]) => count > 0));
}
