import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { type Batch, endedAt, hasEnded } from '../../api/batch.ts';
import { countText } from '../../format/amount.ts';
import { announce } from '../../parts/announcement.tsx';
import { type Choice, type Column, DataTable } from '../../parts/data-table.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { RowLink } from '../../parts/row-link.tsx';
import { ShortId } from '../../parts/short-id.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Since, When } from '../../parts/when.tsx';
import { actFor, caller, tenant } from '../../session/session.ts';

const columns: readonly Column<Batch>[] = [
  { head: 'Batch', cell: (batch) => <BatchName batch={batch} /> },
  { head: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  { head: 'Progress', cell: ({ request_counts: counts }) => <ProgressBar counts={counts} /> },
  { head: 'Requests', align: 'end', wide: true, cell: ({ request_counts: { total } }) => countText(total) },
  { head: 'Failed', align: 'end', wide: true, cell: ({ request_counts: { failed } }) => countText(failed) },
  { head: 'Model', wide: true, cell: ({ model }) => model ?? <span class="absent">–</span> },
  { head: 'Priority', align: 'end', wide: true, cell: ({ priority }) => priority },
  { head: 'Created', wide: true, cell: ({ created_at: at }) => <When at={at} /> },
  { head: 'Finish', wide: true, cell: (batch) => <Finish batch={batch} /> },
];

const tenantColumn: Column<Batch> = { head: 'Tenant', wide: true, cell: ({ tenant }) => tenant };

export interface BatchTableProps {
  readonly caption: string;
  readonly batches: readonly Batch[];
  readonly isOfAllTenants?: boolean;
  readonly choice?: Choice<Batch> | undefined;
}

/** Batches, one a row. */
export function BatchTable({ caption, batches, isOfAllTenants = false, choice }: BatchTableProps): JSX.Element {
  const shown = isOfAllTenants ? [...columns, tenantColumn] : columns;
  return <DataTable caption={caption} columns={shown} rows={batches} choice={choice} keyOf={({ id }) => id} />;
}

/** Of a running batch when it is expected, of the others when it was. */
function Finish({ batch }: { readonly batch: Batch }): JSX.Element {
  if (hasEnded(batch)) return <When at={endedAt(batch)} />;
  const { estimate, expires_at: deadline } = batch;
  if (!estimate)
    return (
      <span class="hint">
        due <Since at={deadline} />
      </span>
    );
  return (
    <span data-late={!estimate.on_time}>
      <Since at={estimate.expected_finish_at} />
      {!estimate.on_time && (
        <span class="badge" data-tone="bad">
          late
        </span>
      )}
    </span>
  );
}

/** What its maker calls it, and the end of its id, which tells it from its neighbours. */
export function BatchName({ batch: { id, metadata, tenant: owner } }: { readonly batch: Batch }): JSX.Element {
  const name = metadata?.name;
  return (
    <RowLink to={addressOf(['batches', id])} onFollow={() => actForOwner(owner)}>
      {name !== undefined && <span class="name">{name}</span>} <ShortId id={id} />
    </RowLink>
  );
}

/** Only an operator sees batches of others, and opens them as one of theirs. */
function actForOwner(owner: string | undefined): void {
  const own = caller.value?.tenant;
  if (owner === undefined || owner === (tenant.value ?? own)) return;
  actFor(owner === own ? null : owner);
  announce(`You act for ${owner} now.`);
}
