import { defineStoreContract } from '@spillway/contract';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { needRedis } from './need-redis.ts';
import { type RedisCluster, startRedisCluster } from './redis-cluster.ts';
import { createRedisHarness } from './redis-harness.ts';
import { isInstalled, type RedisServer, startRedisServer, startServer } from './redis-server.ts';

needRedis();

const valkey = { title: 'on a single Valkey', start: () => startServer('valkey-server') };
const servers = [
  { title: 'on a single server', start: () => startRedisServer() },
  ...(isInstalled('valkey-server') ? [valkey] : []),
];

describe.each(servers)('$title', ({ start }) => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await start();
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
