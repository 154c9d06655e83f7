import type { Statement } from '../statement.ts';
import { chosenByIndex } from './chosen-batches.ts';

/**
 * The ids of a page of batches, the soonest deadline first, for filters that the index of lists answers: all that are chosen,
 * sorted. That index holds what is asked, the one by deadline does not, so passing over many costs less here than in a walk.
 * Of the two branches one is empty before it is begun. $1 to $13 as in `chosenByRecord`, $14 the id after which the page begins
 * or null, $15 how many.
 */
export const sortBatchesByDeadline: Statement<{ readonly id: string }> = {
  name: 'sort_batches_by_deadline',
  text: `
with place as materialized (
  select a.deadline_at, a.ordinal from (select * from batches where id = $14::text offset 0) as a
  where $1::text is null or a.tenant = $1::text
), found as (
  select b.id, b.deadline_at, b.ordinal from batches b
  where b.tenant = $1::text and b.status = any($2::text[]) and ${chosenByIndex}
  union all
  select b.id, b.deadline_at, b.ordinal from batches b
  where $1::text is null and b.tenant >= '' and b.status = any($2::text[]) and ${chosenByIndex}
)
select found.id from found
where $14::text is null or (found.deadline_at, found.ordinal) > (select place.deadline_at, place.ordinal from place)
order by found.deadline_at, found.ordinal
limit $15::int`,
};
