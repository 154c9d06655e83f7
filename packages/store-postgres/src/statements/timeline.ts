import type { Statement } from '../statement.ts';

export interface EventRow {
  readonly ordinal: string;
  readonly at: string;
  readonly kind: string;
  readonly text: string;
}

/** Oldest first. $1 tenant, $2 batch. */
export const timeline: Statement<EventRow> = {
  name: 'timeline',
  text: `
select newest.ordinal, newest.at, newest.kind, newest.text
from (
  select e.ordinal, e.at, e.kind, e.text
  from events e
  where e.batch_id = (select b.id from batches b where b.id = $2::text and b.tenant = $1::text)
  order by e.batch_id desc, e.ordinal desc
  limit 200
) as newest
order by newest.ordinal`,
};
