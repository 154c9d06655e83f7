import type { BatchReport } from '@spillway/api-types';
import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import type { Batch } from '../../api/batch.ts';
import type { Page } from '../../api/page.ts';
import { amountText, countText, percentText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import type { Outlooks } from '../../live/use-outlooks.ts';
import { Numbers } from '../../parts/numbers.tsx';
import { finishOf } from '../batches/finish-of.ts';

export interface OverviewNumbersProps {
  /** Those with the soonest deadlines. */
  readonly running: Page<Batch>;
  /** Undefined while nothing is known. */
  readonly outlooks: Outlooks | undefined;
  readonly reports: readonly BatchReport[];
}

export function OverviewNumbers({ running, outlooks, reports }: OverviewNumbersProps): JSX.Element {
  const { data, has_more: more } = running;
  const open = data.reduce(
    (sum, { request_counts: { total, completed, failed } }) => sum + total - completed - failed,
    0,
  );
  const rate = data.reduce((sum, { estimate }) => sum + (estimate?.requests_per_second ?? 0), 0);
  const finishes = data.map((batch) => finishOf(batch, outlooks?.get(batch.id)));
  const late = finishes.filter(({ onTime }) => onTime === false).length;
  const slacks = finishes.map(({ slackSeconds }) => slackSeconds).filter((slack) => slack !== null);
  const met = reports.filter(({ sla }) => sla === 'met').length;
  const judged = reports.filter(({ sla }) => sla !== 'none').length;
  const plus = more ? '+' : '';
  return (
    <Numbers
      label="At a glance"
      of={[
        ['Running batches', `${countText(data.length)}${plus}`, undefined, addressOf(['batches'])],
        ['Open requests', `${countText(open)}${plus}`, rate > 0 ? `${amountText(rate)}/s` : undefined],
        [
          'Will be late',
          <span key="late" data-late={late > 0}>
            {countText(late)}
          </span>,
          slacks.length > 0 ? leastText(Math.min(...slacks)) : undefined,
        ],
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

function leastText(seconds: number): string {
  const span = spanText(Math.abs(seconds) * 1_000);
  return seconds < 0 ? `by up to ${span}` : `least slack ${span}`;
}
