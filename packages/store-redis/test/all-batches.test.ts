import { createManualClock } from '@spillway/contract';
import type { BatchQuery, Store } from '@spillway/core/store';
import { createRedisStore } from '@spillway/store-redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { needRedis } from './need-redis.ts';
import { newBatch } from './new-batch.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

needRedis();

describe('the list of the batches of all tenants', () => {
  let server: RedisServer;
  let redis: Redis;
  const clock = createManualClock();
  const keyPrefix = 'a[b]*:';
  beforeAll(async () => {
    server = await startRedisServer();
    redis = new Redis(server.url);
  });
  beforeEach(async () => {
    await redis.flushall();
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.[Symbol.asyncDispose]();
  });

  const open = (): Store => createRedisStore({ redis, keyPrefix, now: () => clock.now() });

  /** As a version without the list leaves it. */
  async function createBefore(tenant: string, id: string): Promise<void> {
    await open().batches.create({ ...newBatch, tenant, id });
    await redis.del(`${keyPrefix}{batches}`, `${keyPrefix}{batches}:last`, `${keyPrefix}{batches}:whole`);
  }

  async function pagesOf(store: Store, query: Omit<BatchQuery, 'limit'>): Promise<readonly string[]> {
    const found: string[] = [];
    for (let more = true; more; ) {
      const after = found.at(-1);
      const page = await store.batches.list({ ...query, limit: 1, ...(after !== undefined && { after }) });
      found.push(...page.batches.map(({ id }) => id));
      more = page.hasMore;
    }
    return found;
  }

  test('holds what was created before there was one, by its creation, before all that came later', async () => {
    await createBefore('ann', 'third');
    await createBefore('bob', 'first');
    clock.advance(1);
    await createBefore('ann', 'second');
    const store = open();
    await store.batches.create({ ...newBatch, tenant: 'bob', id: 'new' });
    expect(await store.batches.count({})).toBe(4);
    const created = ['first', 'third', 'second', 'new'];
    expect(await pagesOf(store, { order: 'oldest' })).toEqual(created);
    expect(await pagesOf(store, { order: 'newest' })).toEqual(created.toReversed());
    expect(await pagesOf(open(), { order: 'deadline', statuses: ['validating'] })).toEqual(created);
    expect(await pagesOf(open(), { order: 'newest', statuses: ['validating'] })).toEqual(created.toReversed());
  });

  test('holds what a process one version older creates, once its step is taken', async () => {
    const store = open();
    expect(await store.batches.count({})).toBe(0);
    await store.batches.create({ ...newBatch, tenant: 'ann', id: 'older' });
    await redis.del(`${keyPrefix}{batches}`);
    await store.batches.claimDue({ limit: 1, leaseMs: 1_000 });
    expect(await pagesOf(store, {})).toEqual(['older']);
  });
});
