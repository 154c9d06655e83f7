import type { Statement } from '../statement.ts';
import { chosenByRecord } from './chosen-batches.ts';

/**
 * The ids of a page of batches among those that are named, by id or by their input file, in any order. $1 to $13 as in
 * `chosenByRecord`, $14 the id after which the page begins or null, $15 how many, $16 whether the newest comes first, $17
 * whether the soonest deadline does.
 */
export const listNamedBatches: Statement<{ readonly id: string }> = {
  name: 'list_named_batches',
  text: `
with place as materialized (
  select a.deadline_at, a.ordinal from (select * from batches where id = $14::text offset 0) as a
  where $1::text is null or a.tenant = $1::text
), named as materialized (
  select b.* from unnest($3::text[]) as wanted (id) join batches b on b.id = wanted.id
  union all
  select b.* from batches b where $3::text[] is null and b.input_file_id = $8::text
), found as (
  select distinct b.id, case when $17::boolean then b.deadline_at else 0 end as deadline_at,
    case when $16::boolean then -b.ordinal else b.ordinal end as ordinal
  from named b
  where ($1::text is null or b.tenant = $1::text) and b.status = any($2::text[]) and ${chosenByRecord}
)
select found.id from found
where $14::text is null or (found.deadline_at, found.ordinal) > (
  select case when $17::boolean then place.deadline_at else 0 end,
    case when $16::boolean then -place.ordinal else place.ordinal end
  from place)
order by found.deadline_at, found.ordinal
limit $15::int`,
};
