import type { BatchProgress } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Batch, hasEnded } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import { counted } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { ShareBar } from '../../parts/chart/share-bar.tsx';
import { TimeChart } from '../../parts/chart/time-chart.tsx';
import { ratesOf } from './rates-of.ts';

const LEAST_POLL_MS = 5_000;

/** How fast a batch goes or went, and on which pools. Nothing before anything is finished. */
export function BatchCharts({ batch }: { readonly batch: Batch }): JSX.Element | null {
  const { id, revision } = batch;
  const ended = hasEnded(batch);
  const [everyMs, setEveryMs] = useState(LEAST_POLL_MS);
  const { value } = useLoaded(
    `progress ${id} ${revision} ${ended}`,
    async (signal) => {
      const progress = await call<BatchProgress>(`v1/batches/${id}/progress`, { signal });
      // There is hardly more to see within a span, and many may look at one large batch.
      setEveryMs(Math.max(LEAST_POLL_MS, progress.span_seconds * 500));
      return progress;
    },
    ended ? {} : { everyMs },
  );
  if (!value || value.points.length === 0) return null;
  const { at, series } = ratesOf(value, { isRunning: !ended });
  return (
    <section class="charts" aria-label="Throughput">
      <TimeChart title="Requests/s by pool" at={at} series={series} isStacked isOver={ended} />
      <ShareBar title="Shares of the pools" shares={value.shares} text={(requests) => counted(requests, 'request')} />
    </section>
  );
}
