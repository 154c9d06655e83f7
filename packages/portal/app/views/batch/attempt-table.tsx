import type { Attempt } from '@spillway/api-types';
import type { JSX } from 'preact';
import { spanText } from '../../format/span.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/quiet.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { When } from '../../parts/when.tsx';

type Row = Attempt & { readonly index: number };

const columns: readonly Column<Row>[] = [
  { head: 'Started', cell: ({ started_at: at }) => <When at={at} /> },
  { head: 'Verdict', cell: ({ verdict }) => <StatusBadge status={verdict} /> },
  { head: 'Code', cell: ({ code, status_code: status }) => <code>{code ?? status ?? '–'}</code> },
  { head: 'Message', cell: ({ message }) => <span class="prose">{message ?? '–'}</span> },
  { head: 'Took', align: 'end', wide: true, cell: ({ duration_ms: ms }) => spanText(ms) },
  { head: 'Pool', wide: true, cell: ({ pool }) => pool ?? '–' },
  { head: 'Worker', wide: true, cell: ({ worker }) => worker ?? '–' },
];

/** The executions of a request, oldest first. */
export function AttemptTable({ attempts }: { readonly attempts: readonly Attempt[] }): JSX.Element {
  if (attempts.length === 0) return <Empty title="No attempt has been told yet." />;
  const rows = attempts.map((attempt, index) => ({ ...attempt, index }));
  return (
    <DataTable caption="Attempts, oldest first" columns={columns} rows={rows} keyOf={({ index }) => String(index)} />
  );
}
