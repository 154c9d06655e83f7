import { inspect } from 'node:util';
import { connectRedis, createRedisStore, endRedis, reachRedis, removeKeys } from '@spillway/store-redis';
import { Cluster, type Redis } from 'ioredis';
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

  test('a call whose connection breaks before its answer fails at once, and is not sent again', async () => {
    await using(url(), async (redis) => {
      await redis.set('count', 0);
      const asked = await breaking(url(), 'incr', () => redis.incr('count'));
      await expect(asked()).rejects.toThrow('Connection is closed');
      expect(await redis.get('count')).toBe('0');
    });
  });
});

async function batchesUnder(keyPrefix: string, url: string): Promise<number> {
  await using store = createRedisStore({ url, keyPrefix });
  return (await store.batches.list({ tenant: newBatch.tenant, limit: 1 })).batches.length;
}

/** Makes a call and ends all connections before any server did it; answers with what became of the call. */
async function breaking<Answer>(
  url: string,
  command: string,
  call: () => Promise<Answer>,
): Promise<() => Promise<Answer>> {
  return using(url, async (redis) => {
    await redis.ping();
    const servers = redis instanceof Cluster ? redis.nodes('master') : [redis];
    const tell = (...words: [string, ...string[]]) => Promise.all(servers.map((one) => one.call('CLIENT', words)));
    await tell('PAUSE', '60000', 'WRITE');
    const asked = Promise.allSettled([call()]);
    await expect.poll(async () => String(await tell('LIST'))).toContain(`cmd=${command}`);
    await tell('KILL', 'TYPE', 'normal');
    await tell('UNPAUSE');
    const [outcome] = await asked;
    return async () => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    };
  });
}
