import { inspect } from 'node:util';
import { connectRedis, createRedisStore, endRedis, reachRedis, removeKeys } from '@spillway/store-redis';
import type { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needRedis } from './need-redis.ts';
import { newBatch } from './new-batch.ts';
import { type RedisCluster, startRedisCluster } from './redis-cluster.ts';
import { type RedisServer, redisIsInstalled, startRedisServer } from './redis-server.ts';

needRedis();

let server: RedisServer;
let cluster: RedisCluster;
beforeAll(async () => {
  server = await startRedisServer();
  if (redisIsInstalled()) await using(server.url, (redis) => redis.config('SET', 'requirepass', 'right'));
  cluster = await startRedisCluster();
});
afterAll(() => Promise.all([server, cluster].map((started) => started[Symbol.asyncDispose]())));

/** A client by a URL, as the command line makes it. */
async function using<Answer>(url: string, use: (redis: Redis | Cluster) => Promise<Answer>): Promise<Answer> {
  const redis = connectRedis(url);
  try {
    return await use(redis);
  } finally {
    await endRedis(redis);
  }
}

/** Two nodes of the cluster; the third is told by them. */
function clusterUrl(): string {
  const known = cluster.client.nodes('master').slice(0, 2);
  return `redis+cluster://${known.map(({ options }) => `127.0.0.1:${options.port}`).join(',')}`;
}

function serverUrl(password: string): string {
  return `redis://:${password}@127.0.0.1:${server.port}`;
}

describe('a server that cannot be used says why', () => {
  test.each([
    ['nobody listens', () => 'redis://127.0.0.1:9', /cannot be reached.*ECONNREFUSED/],
    ['no node of a cluster listens', () => 'redis+cluster://127.0.0.1:9,127.0.0.1:10', /cannot be reached/],
    ['the password is wrong', () => serverUrl('wrong'), /refused the connection.*WRONGPASS/],
    ['the password is missing', () => `redis://127.0.0.1:${server.port}`, /refused the connection.*NOAUTH/],
    ['it is no cluster', () => `redis+cluster://:right@127.0.0.1:${server.port}`, /no cluster/],
    ['it is a node of a cluster', () => clusterUrl().replace(/\+cluster|,.*/g, ''), /node of a cluster/],
  ])('%s', async (_, url, why) => {
    await expect(using(url(), reachRedis)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(why),
    });
  });
});

test.each([
  ['a server', () => serverUrl('hunter2')],
  ['a cluster', () => serverUrl('hunter2').replace('redis', 'redis+cluster')],
])('what %s refused never holds the password, however far it is printed', async (_, url) => {
  const error: unknown = await using(url(), reachRedis).catch((thrown: unknown) => thrown);
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('hunter2');
});

describe.each([
  ['a server', () => serverUrl('right')],
  ['a cluster', clusterUrl],
])('on %s', (_, url) => {
  test('a store by URL works, and its keys are removed without those of others', async () => {
    for (const keyPrefix of ['mine[*]:', 'mine[x]:']) {
      await using(url(), async (redis) => {
        await reachRedis(redis);
        await createRedisStore({ redis, keyPrefix }).batches.create(newBatch);
      });
    }
    await using(url(), (redis) => removeKeys(redis, 'mine[*]:'));
    expect(await batchesUnder('mine[*]:', url())).toBe(0);
    expect(await batchesUnder('mine[x]:', url())).toBe(1);
  });
});

async function batchesUnder(keyPrefix: string, url: string): Promise<number> {
  await using store = createRedisStore({ url, keyPrefix });
  return (await store.batches.list({ tenant: newBatch.tenant, limit: 1 })).batches.length;
}
