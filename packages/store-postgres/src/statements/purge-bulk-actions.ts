import type { Statement } from '../statement.ts';

/** The oldest first. $1 how long ago they ended, $2 how many, $3 the harness's time. */
export const purgeBulkActions: Statement<{ readonly id: string }> = {
  name: 'purge_bulk_actions',
  text: `
with old as materialized (
  select a.id
  from bulk_actions a
  where a.ended_at <= coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) - $1::bigint
  order by a.ended_at, a.ordinal
  limit $2::int
  for update skip locked
)
delete from bulk_actions a using old where a.id = old.id
returning a.id`,
};
