import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Batch } from '../../api/batch.ts';
import type { Outlook } from '../../api/outlook.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { Slack } from '../../parts/slack.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Since } from '../../parts/when.tsx';
import { mayWrite } from '../../session/session.ts';
import { CancelDialog } from '../batch/cancel-dialog.tsx';
import { BatchName } from '../batches/batch-table.tsx';

interface Row {
  readonly batch: Batch;
  /** Absent while it is not known. */
  readonly outlook: Outlook | undefined;
  readonly slackSeconds: number | null;
  readonly onTime: boolean | null;
}

const columns: readonly Column<Row>[] = [
  { head: 'Batch', cell: ({ batch }) => <BatchName batch={batch} /> },
  { head: 'Slack', cell: ({ slackSeconds, onTime }) => <Slack seconds={slackSeconds} onTime={onTime} /> },
  { head: 'Progress', cell: ({ batch }) => <ProgressBar counts={batch.request_counts} /> },
  { head: 'Status', wide: true, cell: ({ batch }) => <StatusBadge status={batch.status} /> },
  { head: 'Deadline', wide: true, cell: ({ batch }) => <Since at={batch.expires_at} /> },
  { head: 'Why', cell: ({ outlook }) => <span class="prose">{whyOf(outlook)}</span> },
];

export interface RunningTableProps {
  readonly batches: readonly Batch[];
  readonly outlooks: readonly Outlook[];
  readonly isOfAllTenants: boolean;
}

/** Those that will be late first, then by what they have to spare. */
export function RunningTable({ batches, outlooks, isOfAllTenants }: RunningTableProps): JSX.Element {
  const [cancelling, setCancelling] = useState<Batch>();
  const known = new Map(outlooks.map((outlook) => [outlook.batch_id, outlook]));
  const rows = batches
    .map((batch) => rowOf(batch, known.get(batch.id)))
    .toSorted((left, right) => urgencyOf(left) - urgencyOf(right) || left.batch.expires_at - right.batch.expires_at);
  const act: Column<Row> = {
    head: 'Act',
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
      />
      {cancelling && <CancelDialog batch={cancelling} onClose={() => setCancelling(undefined)} />}
    </>
  );
}

function rowOf(batch: Batch, outlook: Outlook | undefined): Row {
  if (outlook) return { batch, outlook, slackSeconds: outlook.slack_seconds, onTime: outlook.on_time };
  const { estimate, expires_at: deadline } = batch;
  const slackSeconds = estimate && deadline - estimate.expected_finish_at;
  return { batch, outlook, slackSeconds, onTime: estimate?.on_time ?? null };
}

function urgencyOf({ slackSeconds, onTime }: Row): number {
  return slackSeconds ?? (onTime === false ? Number.NEGATIVE_INFINITY : Number.MAX_SAFE_INTEGER);
}

function whyOf(outlook: Outlook | undefined): string {
  return outlook?.reasons.map(({ text }) => text).join(' ') || '–';
}
