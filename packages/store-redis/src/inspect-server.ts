import { Cluster, type Redis } from 'ioredis';
import { judgeSettings, type ServerWarning } from './judge-settings.ts';
import { decodeSettings, type ServerSettings } from './server-settings.ts';
import { translateError } from './translate-error.ts';

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
