import { Cluster, type Redis } from 'ioredis';
import { translateError } from './translate-error.ts';

/** A setting under which the store may lose what it acknowledged, or stop. */
export interface ServerWarning {
  readonly code: 'no_append_only_file' | 'fsync_not_always' | 'evicts' | 'memory_nearly_full';
  /** What is wrong, for people. */
  readonly text: string;
  /** What to do about it. */
  readonly fix: string;
}

/** What a server says of itself. */
export interface ServerSettings {
  readonly appendOnly: boolean;
  /** Undefined where the server does not tell, as managed ones may not. */
  readonly appendFsync: string | undefined;
  readonly evictionPolicy: string;
  readonly usedBytes: number;
  /** 0 for no limit. */
  readonly maxBytes: number;
}

const nearlyFull = 0.8;

/** Reads the settings of the server, or of every master of a cluster, and answers what is unsafe about them, each once. */
export async function inspectServer(redis: Redis | Cluster): Promise<readonly ServerWarning[]> {
  try {
    if (redis instanceof Cluster) await redis.ping();
    const masters = redis instanceof Cluster ? redis.nodes('master') : [redis];
    const found = (await Promise.all(masters.map(readSettings))).flatMap(judgeSettings);
    return [...new Map(found.map((warning) => [warning.code, warning])).values()];
  } catch (error) {
    throw translateError(error);
  }
}

async function readSettings(redis: Redis): Promise<ServerSettings> {
  const [persistence, memory] = await Promise.all([redis.info('persistence'), redis.info('memory')]);
  // Managed servers refuse CONFIG.
  const config = await redis.config('GET', 'appendfsync').catch(() => undefined);
  return decodeSettings(`${persistence}\r\n${memory}`, (config as readonly string[] | undefined)?.[1]);
}

/** The settings in the text of INFO. */
export function decodeSettings(info: string, appendFsync: string | undefined): ServerSettings {
  const fields = new Map(info.split('\r\n').map((line) => line.split(':', 2) as [string, string]));
  return {
    appendOnly: fields.get('aof_enabled') === '1',
    appendFsync,
    evictionPolicy: fields.get('maxmemory_policy') ?? 'noeviction',
    usedBytes: Number(fields.get('used_memory') ?? 0),
    maxBytes: Number(fields.get('maxmemory') ?? 0),
  };
}

/** What is unsafe about the settings, the worst first. */
export function judgeSettings(settings: ServerSettings): readonly ServerWarning[] {
  const { appendOnly, appendFsync, evictionPolicy, usedBytes, maxBytes } = settings;
  const warnings: ServerWarning[] = [];
  if (evictionPolicy !== 'noeviction') {
    const text = `Redis evicts keys when memory is full (${evictionPolicy}): batches would lose parts.`;
    warnings.push({ code: 'evicts', text, fix: 'Set maxmemory-policy to noeviction.' });
  }
  if (!appendOnly) {
    const text = 'Redis keeps no append-only file: a restart loses what came since its last snapshot.';
    warnings.push({ code: 'no_append_only_file', text, fix: 'Set appendonly to yes.' });
  } else if (appendFsync !== undefined && appendFsync !== 'always') {
    const text = `Redis syncs its file by appendfsync ${appendFsync}: a crash of the machine loses the last moment of what was acknowledged.`;
    const fix = 'Set appendfsync to always where nothing acknowledged may be lost.';
    warnings.push({ code: 'fsync_not_always', text, fix });
  }
  if (maxBytes > 0 && usedBytes > nearlyFull * maxBytes) {
    const text = `Redis uses ${Math.round((100 * usedBytes) / maxBytes)} % of maxmemory; when it is full it takes no writes.`;
    warnings.push({ code: 'memory_nearly_full', text, fix: 'Raise maxmemory, or purge what has ended.' });
  }
  return warnings;
}
