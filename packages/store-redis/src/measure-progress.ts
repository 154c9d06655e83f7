import type { ProgressPoint } from '@spillway/core/store';
import type { StoreContext } from './context.ts';

const atOnce = 10_000;

/** From the batch's own record of what was settled in which second, see `settle.lua`: a few bytes for each pool that had some. */
export async function measureProgress(
  { session, keys }: StoreContext,
  batchId: string,
  spanMs: number,
): Promise<readonly ProgressPoint[]> {
  const points = new Map<string, ProgressPoint>();
  for (let from = 0, more = true; more; from += atOnce) {
    const settled = await session.call((redis) =>
      redis.lrange(`${keys.batch(batchId)}:progress`, from, from + atOnce - 1),
    );
    for (const text of settled) add(points, text, spanMs);
    more = settled.length === atOnce;
  }
  return [...points.values()].sort((left, right) => left.at - right.at);
}

/** Seconds since the epoch, how many requests, and the pool. */
function add(points: Map<string, ProgressPoint>, text: string, spanMs: number): void {
  const [, second, requests, name = ''] = /^(\d+):(\d+):(.*)$/s.exec(text) ?? [];
  const at = Math.floor((Number(second) * 1_000) / spanMs) * spanMs;
  const key = `${at}:${name}`;
  const before = points.get(key)?.requests ?? 0;
  points.set(key, { at, pool: name === '' ? null : name, requests: before + Number(requests) });
}
