import { Cluster, type Command, type Redis, type RedisOptions } from 'ioredis';
import { parseRedisUrl, type RedisAddress } from './parse-redis-url.ts';
import { PromptRedis } from './prompt-redis.ts';
import { translateError } from './translate-error.ts';

/** The longest that a command waits for its answer, the time without a connection included. */
const COMMAND_MS = 30_000;

/**
 * A client as the store makes its own, of the server or the cluster that the URL names. Nothing is connected before the
 * first command. Throws `invalid_argument` for a URL that cannot be used.
 */
export function connectRedis(url: string): Redis | Cluster {
  const address = parseRedisUrl(url);
  const redis = address.isCluster ? connectCluster(address) : new PromptRedis(optionsOf(address));
  // What fails is said to whoever calls; an event without a listener would be printed on top.
  redis.on('error', () => {});
  return redis;
}

/**
 * An unanswered command is not sent again by the driver: it may have been done, and the caller knows what a replay does. Few
 * retries, so that readiness says no soon.
 */
function optionsOf({ nodes: [node], tls, username, password, database }: RedisAddress): RedisOptions {
  return {
    ...node,
    ...(tls && { tls: {} }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    db: database,
    lazyConnect: true,
    connectionName: 'spillway',
    connectTimeout: 10_000,
    commandTimeout: COMMAND_MS,
    keepAlive: 10_000,
    maxRetriesPerRequest: 3,
    autoResendUnfulfilledCommands: false,
    // A master that became a replica.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  };
}

function connectCluster(address: RedisAddress): Cluster {
  const { host: _, port: __, db: ___, ...redisOptions } = optionsOf(address);
  return new BoundedCluster([...address.nodes], {
    redisOptions,
    lazyConnect: true,
    slotsRefreshTimeout: 5_000,
    // By this the driver sends commands again whose connection broke, also those that were done.
    retryDelayOnFailover: 0,
    // By the address that a node tells: certificates of managed clusters name hosts.
    ...(address.tls && { dnsLookup: (host, answer) => answer(null, host) }),
  });
}

/** The driver bounds a command only from when a node has it; while no node is there it would wait for good. */
class BoundedCluster extends Cluster {
  override sendCommand(command: Command, ...rest: readonly []): unknown {
    command.setTimeout(COMMAND_MS);
    return super.sendCommand(command, ...rest);
  }
}

/**
 * Connects, and resolves once the server answers. Throws why it cannot be used: what the last attempt met, or that it is
 * of the other kind than its URL says.
 */
export async function reachRedis(
  redis: Redis | Cluster,
  { withinMs = 10_000 }: { readonly withinMs?: number } = {},
): Promise<void> {
  const failed = Promise.withResolvers<never>();
  let met: unknown;
  const note = (error: unknown): void => {
    met = error;
    // A cluster tries its nodes again for good.
    if (redis instanceof Cluster) failed.reject(error);
  };
  const timer = setTimeout(() => failed.reject(new Error('Command timed out')), withinMs);
  redis.on('error', note);
  try {
    await Promise.race([greet(redis), failed.promise]);
  } catch (error) {
    throw translateError(causeOf(met ?? error));
  } finally {
    clearTimeout(timer);
    redis.off('error', note);
  }
}

async function greet(redis: Redis | Cluster): Promise<void> {
  await redis.ping();
  if (redis instanceof Cluster) return;
  const info = await redis.info('cluster');
  if (info.includes('cluster_enabled:1')) throw new Error('MOVED: it holds some of the slots only');
}

/** Of a cluster none of whose nodes could be asked: what the last one said, if it said anything. */
function causeOf(error: unknown): unknown {
  const { lastNodeError } = error as { readonly lastNodeError?: Error };
  return lastNodeError && lastNodeError.message !== 'Connection is closed.' ? lastNodeError : error;
}

/** Ends a client: what was sent is answered first where somebody answers. */
export async function endRedis(redis: Redis | Cluster): Promise<void> {
  if (redis.status !== 'ready') redis.disconnect();
  else await redis.quit().catch(() => redis.disconnect());
}
