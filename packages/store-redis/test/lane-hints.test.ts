import type { NewBatch, Store } from '@spillway/core/store';
import { createRedisStore } from '@spillway/store-redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { intercept } from './intercept.ts';
import { needRedis } from './need-redis.ts';
import { newBatch } from './new-batch.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

needRedis();

const query = { pool: 'spot', suspects: false, perTenant: 4, limit: 256 } as const;
const lists = ['spillway:{hints}:tenants', 'spillway:{hints}:lanes:ann'];

describe('a look at lanes', () => {
  let server: RedisServer;
  let redis: Redis;
  let store: Store;
  beforeAll(async () => {
    server = await startRedisServer();
    redis = new Redis(server.url, { lazyConnect: true });
    store = createRedisStore({ redis });
  });
  beforeEach(async () => {
    await redis.flushall();
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.[Symbol.asyncDispose]();
  });

  const shown = async (): Promise<readonly string[]> =>
    (await store.shards.lanes(query)).lanes.map(({ batchId }) => batchId);

  test('asks as many batches as it shows, however many live', async () => {
    for (let index = 0; index < 40; index++) await start(store, { id: `batch-${index}`, priority: index });
    const asked: unknown[] = [];
    const counting = intercept(redis, async (_command, values, ask) => {
      asked.push(...values.filter((value) => String(value).startsWith('spillway:{b:')));
      return ask();
    });
    const { lanes } = await createRedisStore({ redis: counting }).shards.lanes(query);
    expect(lanes.map(({ batchId }) => batchId)).toEqual(['batch-39', 'batch-38', 'batch-37', 'batch-36']);
    expect(new Set(asked).size).toBe(4);
  });

  test('passes over batches that show the pool nothing', async () => {
    for (let index = 0; index < 40; index++) await start(store, { id: `batch-${index}`, priority: 2, permissions: {} });
    await start(store, { id: 'open', priority: 1 });
    expect(await shown()).toEqual(['open']);
  });

  test('finds a batch whose maker died before it said so: whoever takes its step says it', async () => {
    await store.batches.create(newBatch);
    await redis.del(...lists);
    await plan(store, newBatch.id);
    expect(await shown()).toEqual([newBatch.id]);
  });

  test('finds a batch whose hint was lost once somebody asks after it', async () => {
    await start(store, {});
    await redis.del(...lists);
    expect(await shown()).toEqual([]);
    await store.batches.get(newBatch);
    expect(await shown()).toEqual([newBatch.id]);
  });

  test('meets every live batch behind those that are over', async () => {
    for (let index = 0; index < 4; index++) await start(store, { id: `over-${index}`, priority: 2 });
    for (let index = 0; index < 4; index++) await start(store, { id: `live-${index}`, priority: 1 });
    for (let index = 0; index < 4; index++) await end(store, `over-${index}`);
    expect(await shown()).toEqual(['live-0', 'live-1', 'live-2', 'live-3']);
  });

  test('shows a batch that was reopened once', async () => {
    await start(store, {});
    await end(store, newBatch.id);
    const selection = { outcomes: ['cancelled'] } as const;
    await store.batches.reopen(newBatch, { selection, window: '2h', windowMs: 7_200_000 });
    await advanceTo(store, 'in_progress');
    expect(await shown()).toEqual([newBatch.id]);
  });

  test('shows workers what it can when a batch cannot be asked, and fails when it could ask none', async () => {
    for (const id of ['away', 'here']) await start(store, { id });
    const partly = intercept(redis, async (_command, values, ask) => {
      if (values.includes('spillway:{b:away}')) throw new Error('CLUSTERDOWN The cluster is down');
      return ask();
    });
    const look = async (withheld = false) =>
      (await createRedisStore({ redis: partly }).shards.lanes({ ...query, withheld })).lanes;
    expect((await look()).map(({ batchId }) => batchId)).toEqual(['here']);
    await expect(look(true), 'a tick would decide without it').rejects.toThrow('CLUSTERDOWN');
    await end(store, 'here');
    await shown();
    await expect(look()).rejects.toThrow('CLUSTERDOWN');
    expect(await shown()).toEqual(['away']);
  });

  test('forgets a batch that is over, and its tenant with the last', async () => {
    await start(store, {});
    await end(store, newBatch.id);
    expect(await shown()).toEqual([]);
    expect(await redis.exists(...lists)).toBe(0);
  });
});

/** Takes a batch to where workers begin. */
async function start(store: Store, overrides: Partial<NewBatch>): Promise<void> {
  const { id } = await store.batches.create({ ...newBatch, ...overrides });
  await plan(store, id);
}

async function plan({ batches, shards }: Store, id: string): Promise<void> {
  const steps = await batches.claimDue({ limit: 100, leaseMs: 60_000 });
  const step = steps.find(({ batchId }) => batchId === id);
  if (!step) throw new Error('the batch is due');
  const models = [{ model: 'small', seqs: [[0, 8]] as const, tokens: 8 }];
  await shards.append(step, [{ firstSeq: 0, requests: 8, offset: 0, bytes: 100, models }]);
  await batches.advance(step, { phase: 'in_progress', dueInMs: 60_000 });
}

async function end(store: Store, id: string): Promise<void> {
  await store.batches.requestCancel({ tenant: newBatch.tenant, id });
  await advanceTo(store, 'cancelled');
}

/** Ends the step of the one batch that is due. */
async function advanceTo({ batches }: Store, phase: 'cancelled' | 'in_progress'): Promise<void> {
  const [step] = await batches.claimDue({ limit: 1, leaseMs: 60_000 });
  if (!step) throw new Error('the batch is due');
  await batches.advance(step, { phase, dueInMs: phase === 'cancelled' ? null : 60_000 });
}
