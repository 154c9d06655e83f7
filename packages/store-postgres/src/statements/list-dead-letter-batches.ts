import type { Statement } from '../statement.ts';

/**
 * The ids of a page of batches with dead letters, newest first: those whose counts say so, and those that run and of whose
 * shards one says so. The fence keeps the planner from looking for the id among all batches of the tenant. $1 tenant, $2
 * the id after which it begins or null, $3 how many.
 */
export const listDeadLetterBatches: Statement<{ readonly id: string }> = {
  name: 'list_dead_letter_batches',
  text: `
with place as (
  select case when $2::text is null then 9223372036854775807 else (
    select a.ordinal from (select * from batches where id = $2::text offset 0) as a where a.tenant = $1::text) end as ordinal
), counted as (
  select b.id, b.ordinal from batches b
  where b.tenant = $1::text and b.has_dead_letters and b.purged_at is null and b.ordinal < (select ordinal from place)
  order by b.tenant desc, b.ordinal desc limit $3::int
), running as materialized (
  select b.id, b.ordinal from batches b
  where b.tenant = $1::text and b.phase in ('validating', 'in_progress', 'finalizing') and not b.has_dead_letters
    and exists (
      select from lanes l join shards s on s.lane_id = l.id and s.due_at > 0
      where l.batch_id = b.id and s.dead_lettered > 0)
)
select b.id from (
  select * from counted union all select * from running where ordinal < (select ordinal from place)
) as b
order by b.ordinal desc limit $3::int`,
};
