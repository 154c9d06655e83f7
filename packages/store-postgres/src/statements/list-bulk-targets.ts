import type { Statement } from '../statement.ts';

export interface BulkTargetRow {
  readonly batch_id: string;
  readonly revision: number;
  readonly weight: string;
}

/** $1 action, $2 how many to pass over, $3 how many. */
export const listBulkTargets: Statement<BulkTargetRow> = {
  name: 'list_bulk_targets',
  text: `
select t.batch_id, t.revision, t.weight
from bulk_targets t
where t.action_id = $1::text and t.place >= $2::int
order by t.action_id, t.place
limit $3::int`,
};
