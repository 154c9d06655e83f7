import type { BatchProgress } from '@spillway/api-types';
import type { Series } from '../../parts/chart/series.ts';

export interface Rates {
  readonly at: readonly number[];
  readonly series: readonly Series[];
}

/**
 * Requests a second in each span, those without any included, from nothing at the beginning to nothing at the end. The last
 * span of what runs is not over, and left out.
 */
export function ratesOf(
  { span_seconds: span, points, shares }: BatchProgress,
  { isRunning }: { readonly isRunning: boolean },
): Rates {
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const spans = Math.round((last - first) / span) + 1;
  const until = isRunning ? spans - (spans > 1 ? 1 : 0) : spans + 1;
  const places = Array.from({ length: until + 1 }, (_, index) => index - 1);
  const known = new Map(points.map((point) => [Math.round((point.at - first) / span), point.pools]));
  const series = Object.keys(shares).map((pool) => ({
    name: pool,
    values: places.map((place) => (known.get(place)?.[pool] ?? 0) / span),
  }));
  return { at: places.map((place) => first + place * span), series };
}
