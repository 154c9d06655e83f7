import type { Statement } from '../statement.ts';

/** What somebody holds at this moment is left to the next purge. $1 how many at the most, $2 the harness's time. */
export const purgeResults: Statement<{ readonly gone: string }> = {
  name: 'purge_results',
  text: `
with picked as materialized (
  select r.scope, r.hash
  from results r
  where r.expires_at <= coalesce($2::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint)
  order by r.expires_at
  limit $1::int
  for update skip locked
),
gone as (
  delete from results r using picked p where r.scope = p.scope and r.hash = p.hash returning r.hash
)
select count(*) as gone from gone`,
};
