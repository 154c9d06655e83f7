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

  test('forgets a batch that is over, and its tenant with the last', async () => {
    await start(store, {});
    await store.batches.requestCancel(newBatch);
    const [step] = await store.batches.claimDue({ limit: 1, leaseMs: 60_000 });
    if (!step) throw new Error('the batch is due');
    await store.batches.advance(step, { phase: 'cancelled', dueInMs: null });
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
