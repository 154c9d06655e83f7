import type { BatchOutlook } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Batch } from '../../api/batch.ts';
import type { Outlooks } from '../../live/use-outlooks.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { Slack } from '../../parts/slack.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Since } from '../../parts/when.tsx';
import { mayWrite } from '../../session/session.ts';
import { CancelDialog } from '../batch/cancel-dialog.tsx';
import { BatchName } from '../batches/batch-table.tsx';
import { type ExpectedFinish, finishOf } from '../batches/finish-of.ts';

interface Row extends ExpectedFinish {
  readonly batch: Batch;
  /** Absent while it is not known. */
  readonly outlook: BatchOutlook | undefined;
}

const columns: readonly Column<Row>[] = [
  { head: 'Batch', cell: ({ batch }) => <NameCell batch={batch} /> },
  { head: 'Slack', cell: (row) => <SlackCell row={row} /> },
  { head: 'Progress', cell: ({ batch }) => <ProgressBar counts={batch.request_counts} /> },
  { head: 'Deadline', wide: true, cell: ({ batch }) => <Since at={batch.expires_at} /> },
  { head: 'Why', line: true, cell: ({ outlook }) => <Why outlook={outlook} /> },
];

export interface RunningTableProps {
  readonly batches: readonly Batch[];
  /** Undefined while nothing is known. */
  readonly outlooks: Outlooks | undefined;
  readonly isOfAllTenants: boolean;
}

/** Those that will be late first, then by what they have to spare. */
export function RunningTable({ batches, outlooks, isOfAllTenants }: RunningTableProps): JSX.Element {
  const [cancelling, setCancelling] = useState<Batch>();
  const rows = batches
    .map((batch) => rowOf(batch, outlooks?.get(batch.id)))
    .toSorted((left, right) => urgencyOf(left) - urgencyOf(right) || left.batch.expires_at - right.batch.expires_at);
  const act: Column<Row> = {
    head: 'Actions',
    cell: ({ batch }) =>
      batch.status !== 'cancelling' && (
        <button
          type="button"
          class="quiet"
          aria-label={`Cancel ${batch.metadata?.name ?? batch.id}`}
          onClick={() => setCancelling(batch)}
        >
          Cancel
        </button>
      ),
  };
  const tenant: Column<Row> = { head: 'Tenant', wide: true, cell: ({ batch }) => batch.tenant };
  return (
    <>
      <DataTable
        caption="Running batches, the most pressing first"
        columns={[...columns, ...(isOfAllTenants ? [tenant] : []), ...(mayWrite.value ? [act] : [])]}
        rows={rows}
        keyOf={({ batch }) => batch.id}
        stacks
      />
      {cancelling && <CancelDialog batch={cancelling} onClose={() => setCancelling(undefined)} />}
    </>
  );
}

function rowOf(batch: Batch, outlook: BatchOutlook | undefined): Row {
  return { batch, outlook, ...finishOf(batch, outlook) };
}

/** Most are in progress, which their place says. */
function NameCell({ batch }: { readonly batch: Batch }): JSX.Element {
  return (
    <>
      <BatchName batch={batch} />
      {batch.status !== 'in_progress' && (
        <>
          {' '}
          <StatusBadge status={batch.status} />
        </>
      )}
    </>
  );
}

function SlackCell({ row: { slackSeconds, onTime, isByPace } }: { readonly row: Row }): JSX.Element {
  return (
    <>
      <Slack seconds={slackSeconds} onTime={onTime} />
      {isByPace && slackSeconds !== null && <span class="hint"> at this pace</span>}
    </>
  );
}

function urgencyOf({ slackSeconds, onTime }: Row): number {
  return slackSeconds ?? (onTime === false ? Number.NEGATIVE_INFINITY : Number.MAX_SAFE_INTEGER);
}

function Why({ outlook }: { readonly outlook: BatchOutlook | undefined }): JSX.Element {
  const reasons = outlook?.reasons ?? [];
  if (reasons.length === 0) return <span class="absent">–</span>;
  return <span class="prose">{reasons.map(({ text }) => text).join(' ')}</span>;
}
