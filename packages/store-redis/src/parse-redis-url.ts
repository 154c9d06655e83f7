import { SpillwayError } from '@spillway/core/errors';

/** What a URL says of a server, or of some nodes of a cluster. */
export interface RedisAddress {
  readonly isCluster: boolean;
  readonly tls: boolean;
  /** One of a server alone; any of a cluster, which tell of the others. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

const shape = /^(rediss?)(\+cluster)?:\/\/(?:([^/@]*)@)?([^/@?#]+)(?:\/(\d*))?$/;
const nodeShape = /^(\[[\da-f:.]+\]|[^:[\]]+)(?::(\d+))?$/i;

/**
 * Reads `redis://user:password@host:port/database`, and `redis+cluster://user:password@host:port,host:port` for a
 * cluster; `rediss` for TLS. Throws `invalid_argument` for anything else, without the URL, which may hold a password.
 */
export function parseRedisUrl(url: string): RedisAddress {
  const [, scheme, cluster, account = '', hosts, database = ''] = shape.exec(url) ?? [];
  if (hosts === undefined) throw refused('It is no address of a Redis server.');
  const nodes = hosts.split(',').map(parseNode);
  const isCluster = cluster !== undefined;
  if (!isCluster && nodes.length > 1) throw refused('Several hosts are a cluster, which is named redis+cluster://.');
  if (isCluster && Number(database) > 0) throw refused('A cluster has no database but 0.');
  const [username, password] = account.split(/:(.*)/s, 2).map(decode);
  return {
    isCluster,
    tls: scheme === 'rediss',
    nodes,
    username: username || undefined,
    password: password || undefined,
    database: Number(database),
  };
}

function parseNode(text: string): { host: string; port: number } {
  const [, host, port = '6379'] = nodeShape.exec(text) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) throw refused('A host of it cannot be read.');
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused('Its user or password cannot be read; a % is written %25.');
  }
}

function refused(reason: string): SpillwayError {
  return new SpillwayError(`The URL of Redis cannot be used. ${reason}`, {
    code: 'invalid_argument',
    param: 'url',
    hint: 'Write redis://user:password@host:6379/0, rediss:// for TLS, or redis+cluster://host:6379,host:6379 for a cluster.',
  });
}
