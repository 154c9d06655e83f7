import type { FleetPoint } from '@spillway/api-types';
import type { JSX } from 'preact';
import { amountText } from '../../format/amount.ts';
import { PoolChart } from '../../parts/chart/pool-chart.tsx';

/** What the pools do, and what that costs. */
export function FleetCharts({ points }: { readonly points: readonly FleetPoint[] }): JSX.Element | null {
  if (points.length === 0) return null;
  return (
    <section class="charts" aria-label="Pools over time">
      <PoolChart title="Requests/s by pool" points={points} pick={({ requests_per_second: rate }) => rate} isStacked />
      <PoolChart
        title="Cost by pool, an hour"
        points={points}
        pick={({ cost_per_hour: cost }) => cost}
        text={amountText}
        isStacked
      />
    </section>
  );
}
