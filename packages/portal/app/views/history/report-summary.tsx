import type { BatchReport } from '@spillway/api-types';
import type { JSX } from 'preact';
import { amountText, counted, countText, percentText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { Numbers } from '../../parts/numbers.tsx';

export interface ReportSummaryProps {
  readonly reports: readonly BatchReport[];
  /** Whether there are no more than these. */
  readonly isAll: boolean;
}

/** The reports in a few numbers. */
export function ReportSummary({ reports, isAll }: ReportSummaryProps): JSX.Element {
  const met = reports.filter(({ sla }) => sla === 'met').length;
  const violated = reports.filter(({ sla }) => sla === 'violated').length;
  const judged = met + violated;
  const waits = reports.map(({ queue_wait_seconds: wait }) => wait);
  const waited = waits.reduce((sum, wait) => sum + wait.count, 0);
  const requests = reports.reduce((sum, report) => sum + report.requests.succeeded, 0);
  const costs = reports.flatMap(({ pools }) => pools.map(({ cost }) => cost)).filter((cost) => cost !== null);
  return (
    <Numbers
      label={isAll ? 'All of them' : `Of these ${counted(reports.length, 'report')}`}
      of={[
        [
          'Deadlines kept',
          judged === 0 ? '–' : percentText(met / judged),
          `${met} of ${counted(judged, 'batch', 'batches')}`,
        ],
        ['Requests answered', countText(requests)],
        ['Mean wait', waited === 0 ? '–' : spanText((waits.reduce((sum, wait) => sum + wait.sum, 0) / waited) * 1_000)],
        [
          'Cost',
          costs.length === 0 ? '–' : amountText(costs.reduce((sum, cost) => sum + cost, 0)),
          'where it was measured',
        ],
      ]}
    />
  );
}
