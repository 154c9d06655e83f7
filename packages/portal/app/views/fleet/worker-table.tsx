import type { Worker } from '@spillway/api-types';
import type { JSX } from 'preact';
import { amountText } from '../../format/amount.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Since } from '../../parts/when.tsx';

const columns: readonly Column<Worker>[] = [
  { head: 'Worker', line: true, cell: ({ id }) => <code class="breakable">{id}</code> },
  { head: 'Pool', line: true, cell: ({ pool }) => pool },
  {
    head: 'In flight',
    align: 'end',
    line: true,
    cell: ({ in_flight: flight, capacity }) => `${flight} of ${capacity}`,
  },
  {
    head: 'Engines',
    line: true,
    cell: ({ engines }) => <StatusBadge status={engines.every(({ healthy }) => healthy) ? 'healthy' : 'unhealthy'} />,
  },
  { head: 'Models', wide: true, cell: ({ models }) => <span class="prose">{models.join(', ') || '–'}</span> },
  { head: 'Requests/s', align: 'end', wide: true, cell: ({ throughput }) => rateOf(throughput) },
  { head: 'Started', wide: true, cell: ({ started_at: at }) => <Since at={at} /> },
  { head: 'Last word', wide: true, cell: ({ beat_at: at }) => <Since at={at} /> },
  { head: 'Version', wide: true, cell: ({ version }) => version },
];

/** Those that live, by their last word. */
export function WorkerTable({
  caption,
  workers,
}: {
  readonly caption: string;
  readonly workers: readonly Worker[];
}): JSX.Element {
  return <DataTable caption={caption} columns={columns} rows={workers} keyOf={({ id }) => id} stacks />;
}

function rateOf(throughput: Worker['throughput']): string {
  const rates = Object.values(throughput).map(({ requests_per_second: rate }) => rate);
  return rates.length === 0 ? '–' : amountText(rates.reduce((sum, rate) => sum + rate, 0));
}
