import type { BulkActionCounts, BulkActionKind, BulkActionProblem, BulkActionRecord } from '@spillway/core/store';
import type { Statement } from '../statement.ts';

export interface BulkActionRow {
  readonly id: string;
  readonly tenant: string;
  readonly action: BulkActionKind;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly completion_window: string | null;
  readonly fingerprint: string;
  readonly phase: BulkActionRecord['phase'];
  readonly targets: number;
  readonly cursor: number;
  readonly counts: BulkActionCounts;
  readonly problems: readonly BulkActionProblem[];
  readonly created_at: string;
  readonly started_at: string | null;
  readonly cancel_requested_at: string | null;
  readonly ended_at: string | null;
}

/** In the order of the ids. $1 ids, $2 tenant, or null for all. */
export const readBulkActions: Statement<BulkActionRow> = {
  name: 'read_bulk_actions',
  text: `
select a.id, a.tenant, a.action, a.filter, a.completion_window, a.fingerprint, a.phase, a.targets, a.cursor, a.counts,
  a.problems, a.created_at, a.started_at, a.cancel_requested_at, a.ended_at
from unnest($1::text[]) with ordinality as asked (id, place)
join bulk_actions a on a.id = asked.id
where $2::text is null or a.tenant = $2::text
order by asked.place`,
};
