import type { BatchReport } from '@spillway/api-types';
import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { amountText, countText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { RowLink } from '../../parts/row-link.tsx';
import { ShortId } from '../../parts/short-id.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { When } from '../../parts/when.tsx';

const columns: readonly Column<BatchReport>[] = [
  {
    head: 'Batch',
    cell: ({ batch_id: id, revision }) => (
      <RowLink to={addressOf(['batches', id])}>
        <ShortId id={id} />
        {revision > 1 && ` r${revision}`}
      </RowLink>
    ),
  },
  { head: 'Deadline', cell: ({ sla }) => <StatusBadge status={sla} /> },
  { head: 'Ended as', wide: true, cell: ({ status }) => <StatusBadge status={status} /> },
  { head: 'Requests', align: 'end', cell: ({ requests }) => countText(totalOf(requests)) },
  {
    head: 'Failed',
    align: 'end',
    wide: true,
    cell: ({ requests }) => countText(totalOf(requests) - requests.succeeded),
  },
  {
    head: 'Took',
    align: 'end',
    wide: true,
    cell: ({ started_at: from, ended_at: to }) => (to === from ? '< 1 s' : spanText((to - from) * 1_000)),
  },
  {
    head: 'Slack',
    align: 'end',
    cell: ({ ended_at: end, expires_at: due }) => `${due < end ? '−' : ''}${spanText(Math.abs(due - end) * 1_000)}`,
  },
  { head: 'Pools', wide: true, cell: ({ pools }) => sharesOf(pools) },
  { head: 'Cost', align: 'end', wide: true, cell: ({ pools }) => costOf(pools) },
  { head: 'Tenant', wide: true, cell: ({ tenant }) => tenant },
  { head: 'Ended', wide: true, cell: ({ ended_at: at }) => <When at={at} /> },
];

/** Reports, the last to end first. */
export function ReportTable({ reports }: { readonly reports: readonly BatchReport[] }): JSX.Element {
  return (
    <DataTable caption="Batches that ended, the last first" columns={columns} rows={reports} keyOf={({ id }) => id} />
  );
}

function totalOf({ succeeded, failed, dead_lettered: dead, expired, cancelled }: BatchReport['requests']): number {
  return succeeded + failed + dead + expired + cancelled;
}

function sharesOf(pools: BatchReport['pools']): string {
  const byPool = Map.groupBy(pools, ({ pool }) => pool);
  const sums = [...byPool].map(
    ([pool, members]) => `${pool} ${countText(members.reduce((sum, { requests }) => sum + requests, 0))}`,
  );
  return sums.join(', ') || '–';
}

function costOf(pools: BatchReport['pools']): string {
  const costs = pools.map(({ cost }) => cost).filter((cost) => cost !== null);
  return costs.length === 0 ? '–' : amountText(costs.reduce((sum, cost) => sum + cost, 0));
}
