import { setTimeout as pause } from 'node:timers/promises';
import { Cluster, Redis } from 'ioredis';
import { type RedisServer, redisIsInstalled, startRedisServer } from './redis-server.ts';

/** Three masters that share the slots, and a client. */
export interface RedisCluster extends AsyncDisposable {
  readonly client: Cluster;
  readonly masters: readonly RedisServer[];
}

const slots = 16_384;

export async function startRedisCluster({
  hasReplicas = false,
}: {
  readonly hasReplicas?: boolean;
} = {}): Promise<RedisCluster> {
  // With replicas nobody fails over but whom a test kills, on a machine that stands still for a while, too.
  const flags = ['--cluster-enabled', 'yes', '--cluster-node-timeout', hasReplicas ? '5000' : '60000'];
  const begin = () => Promise.all([1, 2, 3].map(() => startRedisServer(...flags)));
  const [masters, replicas] = [await begin(), hasReplicas ? await begin() : []];
  if (redisIsInstalled()) {
    await join(masters);
    for (const [index, replica] of replicas.entries()) await follow(replica, masters[index]);
  }
  const client = new Cluster(
    masters.map(({ port }) => ({ host: '127.0.0.1', port })),
    { lazyConnect: !redisIsInstalled() },
  );
  return {
    client,
    masters,
    async [Symbol.asyncDispose]() {
      client.disconnect();
      await Promise.all([...masters, ...replicas].map((server) => server[Symbol.asyncDispose]()));
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

/** Makes a server the replica of a master, and waits until it has what the master has. */
async function follow(replica: RedisServer, master: RedisServer | undefined): Promise<void> {
  const [client, other] = [new Redis(replica.url), new Redis(master?.url ?? '')];
  const id = String(await other.cluster('MYID'));
  await client.cluster('MEET', '127.0.0.1', master?.port ?? 0);
  await until(async () => String(await client.cluster('NODES')).includes(id));
  await client.cluster('REPLICATE', id);
  await until(async () => (await client.info('replication')).includes('master_link_status:up'));
  await until(async () => (await other.info('replication')).includes('state=online'));
  for (const one of [client, other]) one.disconnect();
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(50);
}

async function untilWhole(client: Redis, masters: number): Promise<void> {
  await until(async () => {
    const info = await client.cluster('INFO');
    return info.includes('cluster_state:ok') && info.includes(`cluster_size:${masters}`);
  });
}
