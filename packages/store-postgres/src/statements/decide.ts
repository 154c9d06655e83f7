import type { Statement } from '../statement.ts';

/**
 * Whoever writes an event holds its batch, so that events become visible in the order of their ordinals.
 *
 * Nothing when the fence is not current. $1 pool, $2 model, $3 fence, $4 replicas, $5 next in; permissions: $6 batches,
 * $7 permissions; recalls: $8 batches, $9 pools; events: $10 batches, $11 kinds, $12 texts; $13 the harness's time.
 */
export const decide: Statement<{ readonly fence: string }> = {
  name: 'decide',
  text: `
with moment as materialized (
  select coalesce($13::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
ended as (
  update fleet_ticks t set fence = t.fence + 1, due_at = m.now + $5::bigint, desired_replicas = $4::int, decided_at = m.now
  from moment m
  where t.pool = $1::text and t.model = $2::text and t.fence = $3::bigint
  returning t.fence
),
claimed as materialized (
  select s.id
  from ended, unnest($8::text[], $9::text[]) as r (batch_id, pool)
    join lanes l on l.batch_id = r.batch_id and l.model = $2::text
    join shards s on s.lane_id = l.id and s.due_at > 0 and s.held and s.pool = r.pool
  order by s.batch_id, s.first_seq, s.id
  for update of s
),
recalled as (
  update shards s set recalled = true from claimed c where s.id = c.id and s.held returning s.id
),
noticed as materialized (
  select b.id
  from ended, batches b
  where b.id = any($10::text[]) and (select count(*) from recalled) >= 0
  order by b.id
  for no key update of b
),
permitted as materialized (
  select l.id, p.permission
  from ended, unnest($6::text[], $7::text[]) as p (batch_id, permission)
    join lanes l on l.batch_id = p.batch_id and l.model = $2::text
  where (select count(*) from noticed) >= 0
  order by l.id
  for update of l
),
allowed as (
  update lanes l set permissions = l.permissions || jsonb_build_object($1::text, p.permission)
  from permitted p
  where l.id = p.id
),
noted as (
  insert into events (batch_id, at, kind, text)
  select b.id, m.now, e.kind, e.text
  from ended, moment m, unnest($10::text[], $11::text[], $12::text[]) with ordinality as e (batch_id, kind, text, place)
    join noticed b on b.id = e.batch_id
  order by e.place
)
select e.fence from ended e`,
};
