import type { Statement } from '../statement.ts';
import { chosenBatches } from './chosen-batches.ts';

/**
 * The ids of a page of batches, newest first: the first of each status, merged. Of the two branches one is empty before it is
 * begun. $1 to $13 as in `chosenBatches`, $14 the id after which the page begins or null, $15 how many.
 */
export const listBatchesNewestFirst: Statement<{ readonly id: string }> = {
  name: 'list_batches_newest_first',
  text: `
with place as materialized (
  select case when $14::text is null then 9223372036854775807 else (
    select case when $1::text is null or a.tenant = $1::text then a.ordinal end from batches a where a.id = $14::text
  ) end as ordinal
)
select found.id
from unnest($2::text[]) as wanted (status) cross join lateral (
  (select b.id, b.ordinal from batches b
  where b.tenant = $1::text and b.status = wanted.status and b.ordinal < (select place.ordinal from place)
    and ${chosenBatches}
  order by b.tenant desc, b.status desc, b.ordinal desc
  limit $15::int)
  union all
  (select b.id, b.ordinal from batches b
  where $1::text is null and b.tenant >= '' and b.status = wanted.status and b.ordinal < (select place.ordinal from place)
    and ${chosenBatches}
  order by b.status desc, b.ordinal desc
  limit $15::int)
) as found
order by found.ordinal desc
limit $15::int`,
};
