import type { Pool } from '../policy/index.ts';
import type { WorkerRecord } from '../store/index.ts';
import { coldStartOf } from './cold-start.ts';
import { isScaled } from './is-scaled.ts';
import type { MetWorker, PoolMemory } from './tick-memory.ts';

/** Measured cold starts that are remembered. */
const REMEMBERED = 20;

/**
 * Measures the cold starts of workers that were not met before: from the wish until they began to beat, and until they
 * were ready. A worker may say the latter some beats after it was first seen.
 */
export function meetWorkers(
  pool: Pool,
  before: PoolMemory,
  live: readonly WorkerRecord[],
): Pick<PoolMemory, 'met' | 'ready'> {
  const known = new Map(before.met?.map((one) => [one.id, one]));
  const measured = new Set(before.ready.map(({ id }) => id));
  const met = live.map(({ id, readyMs, startedAt }): MetWorker => {
    const earlier = known.get(id);
    const coming = earlier ? earlier.comingMs : comingMs(pool, before, startedAt);
    return { id, comingMs: measured.has(id) ? null : coming, ready: readyMs !== null };
  });
  const fresh = live.flatMap(({ id, readyMs }, index) => {
    const coming = met[index]?.comingMs ?? null;
    return readyMs === null || coming === null || known.get(id)?.ready ? [] : [{ id, ms: coming + readyMs }];
  });
  return { met, ready: [...before.ready, ...fresh].slice(-REMEMBERED) };
}

/**
 * Where something starts workers, only one that was wished for tells of a cold start. A shortage is none: beyond twice of
 * what was expected nothing counts, and spot that took so long was refused.
 */
function comingMs(pool: Pool, { shortSinceAt, ...before }: PoolMemory, startedAt: number): number | null {
  if (shortSinceAt === null || startedAt <= shortSinceAt) return isScaled(pool) ? null : 0;
  const tookMs = startedAt - shortSinceAt;
  const mostMs = 2 * coldStartOf({ pool, memory: { ...before, shortSinceAt } });
  return pool.preemptible && tookMs >= mostMs ? null : Math.min(tookMs, mostMs);
}
