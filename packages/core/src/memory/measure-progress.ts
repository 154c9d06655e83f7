import type { ProgressPoint } from '../store/progress-point.ts';
import { sizeOf } from '../store/seqs.ts';
import type { MemoryState } from './memory-state.ts';

export function measureProgress({ batches }: MemoryState, batchId: string, spanMs: number): ProgressPoint[] {
  const points = new Map<string, ProgressPoint>();
  for (const { lines, settledAt, pool } of [...(batches.get(batchId)?.settlements.values() ?? [])].flat()) {
    if (!lines) continue;
    const at = Math.floor(settledAt / spanMs) * spanMs;
    const key = JSON.stringify([at, pool]);
    points.set(key, { at, pool, requests: (points.get(key)?.requests ?? 0) + sizeOf(lines.seqs) });
  }
  return [...points.values()].sort((left, right) => left.at - right.at);
}
