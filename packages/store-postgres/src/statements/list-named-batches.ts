import type { Statement } from '../statement.ts';
import { chosenBatches } from './chosen-batches.ts';

/**
 * The ids of a page of batches among those that are named, by id or by their input file, in any order. $1 to $14 as in
 * `chosenBatches`, $15 the id after which the page begins or null, $16 how many, $17 whether the newest comes first, $18
 * whether the soonest deadline does.
 */
export const listNamedBatches: Statement<{ readonly id: string }> = {
  name: 'list_named_batches',
  text: `
with place as materialized (
  select a.deadline_at, a.ordinal from (select * from batches where id = $15::text offset 0) as a
  where $1::text is null or a.tenant = $1::text
), named as materialized (
  select b.* from unnest($4::text[]) as wanted (id) join batches b on b.id = wanted.id
  union all
  select b.* from batches b where $4::text[] is null and b.input_file_id = $9::text
), ranked as (
  select b.id, case when $18::boolean then b.deadline_at else 0 end as deadline_at,
    case when $17::boolean then -b.ordinal else b.ordinal end as ordinal
  from named b
  where ($1::text is null or b.tenant = $1::text) and b.phase = any($2::text[]) and ${chosenBatches}
)
select b.id from ranked b
where $15::text is null or (b.deadline_at, b.ordinal) > (
  select case when $18::boolean then place.deadline_at else 0 end,
    case when $17::boolean then -place.ordinal else place.ordinal end
  from place)
order by b.deadline_at, b.ordinal
limit $16::int`,
};
