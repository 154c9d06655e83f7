import type { Statement } from '../statement.ts';

/** $1 ids, $2 how long an upload is remembered after its expiry, $3 the harness's time. */
export const purgeUploads: Statement<never> = {
  name: 'purge_uploads',
  text: `
with moment as materialized (
  select coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
ended as materialized (
  select u.id, u.expires_at + $2::bigint as forgotten_at
  from uploads u
  where u.id = any ($1::text[]) and (u.closed_as is not null or u.expires_at <= (select now from moment))
  order by u.id
  for update
),
emptied as (
  delete from upload_parts p using ended e, moment m where p.upload_id = e.id and e.forgotten_at > m.now
),
kept as (
  update uploads u set purged = true, due_at = e.forgotten_at
  from ended e, moment m
  where u.id = e.id and e.forgotten_at > m.now
)
delete from uploads u using ended e, moment m where u.id = e.id and e.forgotten_at <= m.now`,
};
