import type { Statement } from '../statement.ts';

/** Rows are locked in the order of their hashes. $1 scope, $2 hashes, $3 owners, $4 time apart, $5 the harness's time. */
export const releaseResults: Statement<never> = {
  name: 'release_results',
  text: `
with moment as materialized (
  select coalesce($5::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
held as materialized (
  select r.scope, r.hash
  from (select a.hash, a.owner from unnest($2::bytea[], $3::text[]) as a (hash, owner) order by a.hash) as a
    cross join lateral (
      select r.* from results r where r.scope = $1::text and r.hash = a.hash offset 0 for update
    ) as r
  where r.owner = a.owner and r.expires_at > (select now from moment)
)
update results r set owner = null, held_since = m.now, expires_at = m.now + $4::bigint
from held h, moment m
where r.scope = h.scope and r.hash = h.hash`,
};
