import type { FleetPoint, PoolPoint } from '@spillway/api-types';
import type { JSX } from 'preact';
import type { Series } from './series.ts';
import { TimeChart } from './time-chart.tsx';

export interface PoolChartProps {
  readonly title: string;
  readonly points: readonly FleetPoint[];
  readonly isStacked?: boolean;
  pick(pool: PoolPoint): number | null;
  /** What the first is measured by, with a name behind that of its pool: `spot wanted`. */
  readonly beside?: { readonly name: string; pick(pool: PoolPoint): number | null };
  text?(value: number): string;
}

/** Something of each pool over time. */
export function PoolChart({ title, points, pick, beside, isStacked = false, ...rest }: PoolChartProps): JSX.Element {
  const pools = [...new Set(points.flatMap((point) => Object.keys(point.pools)))];
  const valuesOf = (pool: string, wanted: PoolChartProps['pick']): Series['values'] =>
    points.map((point) => {
      const known = point.pools[pool];
      return known ? wanted(known) : null;
    });
  const series = pools.flatMap((pool): Series[] => [
    { name: pool, values: valuesOf(pool, pick) },
    ...(beside ? [{ name: `${pool} ${beside.name}`, of: pool, values: valuesOf(pool, beside.pick) }] : []),
  ]);
  return <TimeChart title={title} at={points.map(({ at }) => at)} series={series} isStacked={isStacked} {...rest} />;
}
