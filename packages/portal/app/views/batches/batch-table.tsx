import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import type { Batch } from '../../api/batch.ts';
import { countText } from '../../format/amount.ts';
import { priorityText } from '../../format/priority.ts';
import type { Outlooks } from '../../live/use-outlooks.ts';
import { announce } from '../../parts/announcement.tsx';
import { type Choice, type Column, DataTable } from '../../parts/data-table.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { RowLink } from '../../parts/row-link.tsx';
import { ShortId } from '../../parts/short-id.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { When } from '../../parts/when.tsx';
import { actFor, caller, tenant } from '../../session/session.ts';
import { Finish } from './finish.tsx';

const columns: readonly Column<Batch>[] = [
  { head: 'Batch', cell: (batch) => <BatchName batch={batch} /> },
  { head: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  { head: 'Progress', line: true, cell: ({ request_counts: counts }) => <ProgressBar counts={counts} /> },
  { head: 'Requests', align: 'end', wide: true, cell: ({ request_counts: { total } }) => countText(total) },
  { head: 'Failed', align: 'end', wide: true, cell: ({ request_counts: { failed } }) => countText(failed) },
  { head: 'Model', wide: true, cell: ({ model }) => model ?? <span class="absent">–</span> },
  { head: 'Priority', wide: true, cell: ({ priority }) => priorityText(priority) },
  { head: 'Created', wide: true, cell: ({ created_at: at }) => <When at={at} /> },
];

const tenantColumn: Column<Batch> = { head: 'Tenant', wide: true, cell: ({ tenant }) => tenant };

export interface BatchTableProps {
  readonly caption: string;
  readonly batches: readonly Batch[];
  /** Of those that run; undefined while nothing is known. */
  readonly outlooks: Outlooks | undefined;
  readonly isOfAllTenants?: boolean;
  readonly choice?: Choice<Batch> | undefined;
}

/** Batches, one a row. */
export function BatchTable({ outlooks, isOfAllTenants = false, ...props }: BatchTableProps): JSX.Element {
  const finish: Column<Batch> = {
    head: 'Finish',
    line: true,
    cell: (batch) => <Finish batch={batch} outlook={outlooks?.get(batch.id)} />,
  };
  const shown = [...columns, finish, ...(isOfAllTenants ? [tenantColumn] : [])];
  const { caption, batches, choice } = props;
  return <DataTable caption={caption} columns={shown} rows={batches} choice={choice} keyOf={({ id }) => id} stacks />;
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
