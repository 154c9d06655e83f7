import type { Statement } from '../statement.ts';

/** The oldest first. $1 how long ago their batches ended, $2 how many, $3 the harness's time. */
export const purgeReports: Statement<{ readonly id: string }> = {
  name: 'purge_reports',
  text: `
with old as materialized (
  select r.id
  from reports r
  where r.ended_at <= coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) - $1::bigint
  order by r.ended_at, r.ordinal
  limit $2::int
  for update skip locked
)
delete from reports r using old where r.id = old.id
returning r.id`,
};
