import { SpillwayError } from '@spillway/core/errors';
import type { Claim, Store } from '@spillway/core/store';
import { createRedisStore, inspectServer } from '@spillway/store-redis';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needRedis } from './need-redis.ts';
import { newBatch } from './new-batch.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

needRedis();

const [requests, perFlush] = [512, 8];

describe('a server with appendfsync always', () => {
  let server: RedisServer;
  let store: Store;
  beforeEach(async () => {
    server = await startRedisServer('--appendfsync', 'always');
    store = createRedisStore({ url: server.url });
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('killed between flushes knows every flush that it answered, and its clock goes on deciding leases', async () => {
    const claim = await claimAll(store);
    const recorded: number[] = [];
    const flushing = flushUntilRefused(store, claim, (at) => recorded.push(at));
    while (recorded.length < 20) await new Promise((resolve) => setImmediate(resolve));
    await server.kill();
    await flushing;
    await server.start();
    const { settlements } = await store.shards.settlements(newBatch.id, { fromSeq: 0, extents: 1 });
    const known = settlements.map(({ seqs }) => seqs[0]?.[0]);
    expect(known.slice(0, recorded.length)).toEqual(recorded);
    expect(known.length).toBeLessThanOrEqual(recorded.length + 1);
    const batch = await store.batches.get(newBatch);
    expect(batch?.counts.succeeded).toBe(known.length * perFlush);
    const next = await flush(store, claim, known.length * perFlush);
    expect(next, 'the claim still lives').toBe('recorded');
  });

  test('says that it is away, and is back by itself', async () => {
    await store.ping();
    expect(await store.describe?.()).toMatchObject({
      kind: expect.stringMatching(/^(Redis|Valkey)$/),
      detail: expect.stringMatching(/^\d/),
    });
    await server.kill();
    await expect(store.ping()).rejects.toSatisfy((error) => SpillwayError.is(error, 'unavailable'));
    await server.start();
    await expect.poll(() => store.ping().then(() => 'back')).toBe('back');
  });
});

/** All requests of a batch in one claim. */
async function claimAll({ batches, shards }: Store): Promise<Claim> {
  await batches.create(newBatch);
  const [step] = await batches.claimDue({ limit: 1, leaseMs: 60_000 });
  if (!step) throw new Error('the batch is due');
  const models = [{ model: 'small', seqs: [[0, requests]] as const, tokens: requests }];
  await shards.append(step, [{ firstSeq: 0, requests, offset: 0, bytes: 1_000, models }]);
  await batches.advance(step, { phase: 'in_progress', dueInMs: 60_000 });
  const demand = { batchId: newBatch.id, model: 'small', pool: 'spot', workerId: 'worker', requests };
  const claim = await shards.claim({ ...demand, leaseMs: 60_000, chargePerRequest: 1, suspects: false });
  if (!claim) throw new Error('the lane hands out something');
  return claim;
}

async function flushUntilRefused(store: Store, claim: Claim, onRecorded: (at: number) => void): Promise<void> {
  for (let at = 0; at < requests; at += perFlush) {
    try {
      await flush(store, claim, at);
    } catch {
      return;
    }
    onRecorded(at);
  }
}

function flush({ shards }: Store, { batchId, shardId, fence }: Claim, at: number) {
  const each = <Value>(value: Value): Value[] => Array.from({ length: perFlush }, () => value);
  const lines = {
    ...{ segment: `segments/${batchId}/${at}`, offset: 0, seqs: [[at, at + perFlush]] as const },
    ...{ outcomes: each('succeeded' as const), lengths: each(9), attempts: each(1) },
    ...{ tokensIn: each(1), tokensOut: each(1), durationsMs: each(1) },
  };
  return shards.settle({ batchId, shardId, fence, rest: 'hold', lines });
}

test('a server tells which of its settings are unsafe', async () => {
  await using server = await startRedisServer('--maxmemory', '1gb', '--maxmemory-policy', 'allkeys-lru');
  const redis = new Redis(server.url);
  const warnings = await inspectServer(redis);
  redis.disconnect();
  expect(warnings.map(({ code }) => code)).toEqual(['evicts', 'fsync_not_always']);
});
