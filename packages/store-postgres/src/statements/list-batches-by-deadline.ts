import type { Statement } from '../statement.ts';
import { chosenBatches } from './chosen-batches.ts';

/**
 * The ids of a page of batches, the soonest deadline first: the first of each phase, merged. Of the two branches one is empty
 * before it is begun. $1 to $14 as in `chosenBatches`, $15 the id after which the page begins or null, $16 how many.
 */
export const listBatchesByDeadline: Statement<{ readonly id: string }> = {
  name: 'list_batches_by_deadline',
  text: `
with place as materialized (
  select a.deadline_at, a.ordinal from batches a where a.id = $15::text and ($1::text is null or a.tenant = $1::text)
  union all
  select -9223372036854775808, -1 where $15::text is null
)
select found.id
from unnest($2::text[]) as wanted (phase) cross join lateral (
  (select b.id, b.deadline_at, b.ordinal from batches b
  where b.tenant = $1::text and b.phase = wanted.phase
    and (b.deadline_at, b.ordinal) > ((select place.deadline_at from place), (select place.ordinal from place))
    and ${chosenBatches}
  order by b.tenant, b.phase, b.deadline_at, b.ordinal
  limit $16::int)
  union all
  (select b.id, b.deadline_at, b.ordinal from batches b
  where $1::text is null and b.phase = wanted.phase
    and (b.deadline_at, b.ordinal) > ((select place.deadline_at from place), (select place.ordinal from place))
    and ${chosenBatches}
  order by b.phase, b.deadline_at, b.ordinal
  limit $16::int)
) as found
order by found.deadline_at, found.ordinal
limit $16::int`,
};
