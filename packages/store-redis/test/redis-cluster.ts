import { Cluster, Redis } from 'ioredis';
import { type RedisServer, redisIsInstalled, startRedisServer } from './redis-server.ts';

/** Three masters that share the slots, and a client. */
export interface RedisCluster extends AsyncDisposable {
  readonly client: Cluster;
}

const slots = 16_384;

export async function startRedisCluster(): Promise<RedisCluster> {
  const flags = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '5000'];
  const masters = await Promise.all([1, 2, 3].map(() => startRedisServer(...flags)));
  if (redisIsInstalled()) await join(masters);
  const client = new Cluster(
    masters.map(({ port }) => ({ host: '127.0.0.1', port })),
    { lazyConnect: !redisIsInstalled() },
  );
  return {
    client,
    async [Symbol.asyncDispose]() {
      client.disconnect();
      await Promise.all(masters.map((master) => master[Symbol.asyncDispose]()));
    },
  };
}

/** Gives each master a third of the slots and waits until each knows of all. */
async function join(masters: readonly RedisServer[]): Promise<void> {
  const [first] = masters;
  const clients = masters.map(({ url }) => new Redis(url));
  for (const [index, client] of clients.entries()) {
    const bound = (part: number): number => Math.floor((slots * part) / masters.length);
    await client.cluster('ADDSLOTSRANGE', bound(index), bound(index + 1) - 1);
    if (index > 0) await client.cluster('MEET', '127.0.0.1', first?.port ?? 0);
  }
  for (const client of clients) await untilWhole(client, masters.length);
  for (const client of clients) client.disconnect();
}

async function untilWhole(client: Redis, masters: number): Promise<void> {
  for (;;) {
    const info = await client.cluster('INFO');
    if (info.includes('cluster_state:ok') && info.includes(`cluster_size:${masters}`)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
