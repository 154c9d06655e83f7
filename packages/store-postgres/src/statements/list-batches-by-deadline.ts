import type { Statement } from '../statement.ts';
import { chosenByRecord } from './chosen-batches.ts';

/**
 * The ids of a page of batches, the soonest deadline first: the first of each status, merged. Of the two branches one is empty
 * before it is begun. $1 to $13 as in `chosenByRecord`, $14 the id after which the page begins or null, $15 how many.
 */
export const listBatchesByDeadline: Statement<{ readonly id: string }> = {
  name: 'list_batches_by_deadline',
  text: `
with place as materialized (
  select a.deadline_at, a.ordinal from (select * from batches where id = $14::text offset 0) as a
  where $1::text is null or a.tenant = $1::text
  union all
  select -9223372036854775807, -1 where $14::text is null
)
select found.id
from unnest($2::text[]) as wanted (status) cross join lateral (
  (select b.id, b.deadline_at, b.ordinal from batches b
  where b.tenant = $1::text and b.status = wanted.status
    and (b.deadline_at, b.ordinal) > (select place.deadline_at, place.ordinal from place)
    and ${chosenByRecord}
  order by b.tenant, b.status, b.deadline_at, b.ordinal
  limit $15::int)
  union all
  (select b.id, b.deadline_at, b.ordinal from batches b
  where $1::text is null and b.tenant >= '' and b.status = wanted.status
    and (b.deadline_at, b.ordinal) > (select place.deadline_at, place.ordinal from place)
    and ${chosenByRecord}
  order by b.status, b.deadline_at, b.ordinal
  limit $15::int)
) as found
order by found.deadline_at, found.ordinal
limit $15::int`,
};
