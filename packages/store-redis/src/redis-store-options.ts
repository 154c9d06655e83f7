import { SpillwayError } from '@spillway/core/errors';
import type { Cluster, Redis } from 'ioredis';

interface CommonOptions {
  /** With what every key begins, `spillway:` by default: several installations may share a server. */
  readonly keyPrefix?: string;
  /** The store's time in place of the server's clock; only the contract harness passes it. */
  readonly now?: () => number;
}

/** A store that makes its own connection. */
export interface OwnConnectionOptions extends CommonOptions {
  /**
   * `redis://user:password@host:port/database`, or `redis+cluster://user:password@host:port,host:port` for a cluster, of
   * which some nodes are named; `rediss` in place of `redis` for TLS.
   */
  readonly url: string;
  readonly redis?: undefined;
}

/** A store on a client of its host, which the host ends. */
export interface GivenClientOptions extends CommonOptions {
  /**
   * A client of `ioredis` 5. By its defaults it may send a command twice when a connection breaks; one that `connectRedis` made
   * does not.
   */
  readonly redis: Redis | Cluster;
  readonly url?: undefined;
}

/** What `createRedisStore` takes: a URL or a client, never both. What is wrong throws `invalid_argument`. */
export type RedisStoreOptions = OwnConnectionOptions | GivenClientOptions;

const known = ['url', 'redis', 'keyPrefix', 'now'];

export interface RedisStoreSettings {
  /** The client of the host; undefined where the store connects to `url` itself. */
  readonly redis: Redis | Cluster | undefined;
  readonly url: string;
  readonly keyPrefix: string;
  /** What scripts take for the time: '' for the server's clock. */
  readonly now: () => string;
}

/** A complete record of the options; unknown and contradicting ones are refused by name. */
export function parseOptions(options: RedisStoreOptions): RedisStoreSettings {
  for (const name of Object.keys(options)) if (!known.includes(name)) throw refused(name, 'is not an option');
  const { url, redis, keyPrefix = 'spillway:', now } = options;
  if ((url === undefined) === (redis === undefined)) throw refused('url', 'or a client is needed, and not both');
  if (/[{}]/.test(keyPrefix))
    throw refused('keyPrefix', 'must not contain braces, which would put all keys in one slot');
  return Object.freeze({ redis, url: url ?? '', keyPrefix, now: () => (now ? String(now()) : '') });
}

function refused(param: string, reason: string): SpillwayError {
  return new SpillwayError(`${param} ${reason}.`, { code: 'invalid_argument', param });
}
