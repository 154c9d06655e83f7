import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { type Batch, hasEnded } from '../../api/batch.ts';
import type { BatchReport } from '../../api/report.ts';
import { amountText, countText, percentText } from '../../format/amount.ts';
import { Numbers } from '../../parts/numbers.tsx';

export interface OverviewNumbersProps {
  /** The newest. */
  readonly batches: readonly Batch[];
  readonly reports: readonly BatchReport[];
  /** Whether there are no more than these. */
  readonly isAll: boolean;
}

export function OverviewNumbers({ batches, reports, isAll }: OverviewNumbersProps): JSX.Element {
  const running = batches.filter((batch) => !hasEnded(batch));
  const open = running.reduce(
    (sum, { request_counts: { total, completed, failed } }) => sum + total - completed - failed,
    0,
  );
  const rate = running.reduce((sum, { estimate }) => sum + (estimate?.requests_per_second ?? 0), 0);
  const late = running.filter(({ estimate }) => estimate?.on_time === false).length;
  const met = reports.filter(({ sla }) => sla === 'met').length;
  const judged = reports.filter(({ sla }) => sla !== 'none').length;
  const among = isAll ? undefined : `among the newest ${batches.length}`;
  return (
    <Numbers
      label="At a glance"
      of={[
        ['Running batches', countText(running.length), among, addressOf(['batches'])],
        ['Open requests', countText(open), rate > 0 ? `${amountText(rate)}/s` : undefined],
        ['Will be late', countText(late), late > 0 ? 'as they go now' : undefined],
        [
          'Deadlines kept',
          judged === 0 ? '–' : percentText(met / judged),
          judged === 0 ? undefined : `of the last ${judged}`,
          addressOf(['history']),
        ],
      ]}
    />
  );
}
