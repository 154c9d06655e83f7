import { Cluster, type Redis } from 'ioredis';
import { translateError } from './translate-error.ts';

const pageKeys = 1_000;

/**
 * Removes everything that a store under this prefix has written, a page at a time. Nobody may use it meanwhile; a replay
 * finishes what was cut short. Keys under longer prefixes that begin with this one go, too.
 */
export async function removeKeys(redis: Redis | Cluster, keyPrefix: string): Promise<void> {
  if (keyPrefix === '') throw new Error('a prefix is needed: without one everything would go');
  try {
    if (redis instanceof Cluster) await redis.ping();
    const masters = redis instanceof Cluster ? redis.nodes('master') : [redis];
    for (const master of masters) await removeFrom(master, `${escaped(keyPrefix)}*`);
  } catch (error) {
    throw translateError(error);
  }
}

async function removeFrom(master: Redis, pattern: string): Promise<void> {
  let cursor = '0';
  do {
    const [next, keys] = await master.scan(cursor, 'MATCH', pattern, 'COUNT', pageKeys);
    // One command each: the keys of a page lie in many slots.
    const replies = await master.pipeline(keys.map((key) => ['unlink', key])).exec();
    for (const [error] of replies ?? []) if (error) throw error;
    cursor = next;
  } while (cursor !== '0');
}

function escaped(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}
