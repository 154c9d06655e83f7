import type { Statement } from '../statement.ts';

export interface PartRow {
  readonly open: boolean;
  readonly bytes: string | null;
  readonly created_at: string | null;
}

/**
 * Nothing when there is no such upload. The lock is shared: parts do not wait for each other, and who closes the upload waits
 * for them, as they for him. $1 tenant, $2 upload, $3 id, $4 bytes, $5 the harness's time.
 */
export const addPart: Statement<PartRow> = {
  name: 'add_part',
  text: `
with moment as materialized (
  select coalesce($5::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
upload as materialized (
  select u.id, u.closed_as is null and u.expires_at > (select now from moment) as open
  from uploads u
  where u.id = $2::text and u.tenant = $1::text
  for share
),
added as (
  insert into upload_parts as p (upload_id, id, bytes, created_at)
  select u.id, $3::text, $4::bigint, m.now from upload u, moment m where u.open
  on conflict (upload_id, id) do update set id = p.id
  returning p.bytes, p.created_at
)
select u.open, a.bytes, a.created_at from upload u left join added a on true`,
};
