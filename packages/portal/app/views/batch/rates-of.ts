import type { Progress } from '../../api/progress.ts';
import type { Series } from '../../parts/chart/series.ts';

export interface Rates {
  readonly at: readonly number[];
  readonly series: readonly Series[];
}

/** Requests a second in each span, those without any included. The last span of what runs is not over, and left out. */
export function ratesOf(
  { span_seconds: span, points, shares }: Progress,
  { isRunning }: { readonly isRunning: boolean },
): Rates {
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const spans = Math.round((last - first) / span) + 1;
  const shown = isRunning && spans > 2 ? spans - 1 : spans;
  const at = Array.from({ length: shown }, (_, index) => first + index * span);
  const known = new Map(points.map((point) => [Math.round((point.at - first) / span), point.pools]));
  const series = Object.keys(shares).map((pool) => ({
    name: pool,
    values: at.map((_, index) => (known.get(index)?.[pool] ?? 0) / span),
  }));
  return { at, series };
}
