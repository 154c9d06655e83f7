import type { ProgressPoint } from '../store/progress-point.ts';
import type { BatchProgress } from './batch-progress.ts';

const mostPoints = 120;
const secondMs = 1_000;
/** Requests are told of in flushes, seconds apart: in shorter spans there would be all of one, and none of the next. */
const steadyMs = 10_000;
/** Lengths that people read, in seconds. */
const lengths = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];

/** A 60th of the time or a little more: ten seconds at least, and less only where that would be more than a sixth of it. */
export function spanFor(durationMs: number): number {
  const least = Math.max(durationMs / 60, Math.min(steadyMs, durationMs / 6)) / secondMs;
  const found = lengths.find((length) => length >= least);
  return (found ?? Math.ceil(least / 86_400) * 86_400) * secondMs;
}

/** The points in spans of this length, or of a longer one where they would be too many. */
export function chartProgress(points: readonly ProgressPoint[], spanMs: number): BatchProgress {
  const shares = sumsOf(points);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return { spanMs, points: [], shares };
  const begin = Math.floor(first.at / spanMs) * spanMs;
  const spans = Math.floor((last.at - begin) / spanMs) + 1;
  if (spans > mostPoints) return chartProgress(points, spanMs * Math.ceil(spans / (mostPoints - 1)));
  const bySpan = Map.groupBy(points, ({ at }) => Math.floor((at - begin) / spanMs));
  return {
    spanMs,
    points: Array.from({ length: spans }, (_, span) => ({
      at: begin + span * spanMs,
      pools: sumsOf(bySpan.get(span) ?? []),
    })),
    shares,
  };
}

function sumsOf(points: readonly ProgressPoint[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const { pool, requests } of points) sums.set(pool ?? 'none', (sums.get(pool ?? 'none') ?? 0) + requests);
  return Object.fromEntries(sums);
}
