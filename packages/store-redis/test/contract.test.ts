import { defineStoreContract } from '@spillway/contract';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { needRedis } from './need-redis.ts';
import { type RedisCluster, startRedisCluster } from './redis-cluster.ts';
import { createRedisHarness } from './redis-harness.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

needRedis();

describe('on a single server', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedisServer();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.[Symbol.asyncDispose]();
  });
  defineStoreContract({
    // The comparison with the memory store makes thousands of calls, and reads everything after each.
    test: (title, run) => test(title, run, 180_000),
    createHarness: () => createRedisHarness(redis),
  });
});

describe('on a cluster of three masters', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(async () => {
    await cluster?.[Symbol.asyncDispose]();
  });
  defineStoreContract({
    test: (title, run) => test(title, run, 180_000),
    createHarness: () => createRedisHarness(cluster.client),
  });
});
