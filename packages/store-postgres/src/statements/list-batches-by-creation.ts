import type { Statement } from '../statement.ts';
import { chosenByIndex, chosenByRecord } from './chosen-batches.ts';

/**
 * The ids of a page of batches by their creation: the first of each status, merged. Of the two branches one is empty before it
 * is begun. $1 to $13 as in `chosenByRecord`, $14 the id after which the page begins or null, $15 how many.
 */
const byCreation = (chosen: string, { start, behind, direction }: Walk): string => `
with place as materialized (
  select case when $14::text is null then ${start} else (
    select case when $1::text is null or a.tenant = $1::text then a.ordinal end from batches a where a.id = $14::text
  ) end as ordinal
)
select found.id
from unnest($2::text[]) as wanted (status) cross join lateral (
  (select b.id, b.ordinal from batches b
  where b.tenant = $1::text and b.status = wanted.status and b.ordinal ${behind} (select place.ordinal from place)
    and ${chosen}
  order by b.tenant ${direction}, b.status ${direction}, b.ordinal ${direction}
  limit $15::int)
  union all
  (select b.id, b.ordinal from batches b
  where $1::text is null and b.tenant >= '' and b.status = wanted.status and b.ordinal ${behind} (select place.ordinal from place)
    and ${chosen}
  order by b.status ${direction}, b.ordinal ${direction}
  limit $15::int)
) as found
order by found.ordinal ${direction}
limit $15::int`;

interface Walk {
  readonly start: string;
  readonly behind: '<' | '>';
  readonly direction: 'asc' | 'desc';
}

const newest: Walk = { start: '9223372036854775807', behind: '<', direction: 'desc' };
const oldest: Walk = { start: '-1', behind: '>', direction: 'asc' };

/** For filters that the index answers. */
export const listBatchesNewestFirst: Statement<{ readonly id: string }> = {
  name: 'list_batches_newest_first',
  text: byCreation(chosenByIndex, newest),
};

export const listBatchesOldestFirst: Statement<{ readonly id: string }> = {
  name: 'list_batches_oldest_first',
  text: byCreation(chosenByIndex, oldest),
};

/** For filters by words and models, which stand in the records. */
export const findBatchesNewestFirst: Statement<{ readonly id: string }> = {
  name: 'find_batches_newest_first',
  text: byCreation(chosenByRecord, newest),
};

export const findBatchesOldestFirst: Statement<{ readonly id: string }> = {
  name: 'find_batches_oldest_first',
  text: byCreation(chosenByRecord, oldest),
};
