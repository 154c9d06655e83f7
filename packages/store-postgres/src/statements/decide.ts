import type { Statement } from '../statement.ts';

/**
 * Whoever writes an event holds its batch, so that events become visible in the order of their ordinals.
 *
 * The standing also puts off what a coordinator one version older would decide, by a minute beyond the next tick.
 *
 * Nothing when the fence is not current. $1 model, $2 fence, $3 next in, $4 memory; standings: $5 pools, $6 replicas;
 * permissions: $7 batches, $8 pools, $9 permissions; recalls: $10 batches, $11 pools; events: $12 batches, $13 kinds,
 * $14 texts; $15 the harness's time; standings again: $16 observations.
 */
export const decide: Statement<{ readonly fence: string }> = {
  name: 'decide',
  text: `
with moment as materialized (
  select coalesce($15::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
ended as (
  update model_ticks t set fence = t.fence + 1, due_at = m.now + $3::bigint, memory = $4::json
  from moment m
  where t.model = $1::text and t.fence = $2::bigint
  returning t.fence
),
standing as (
  insert into fleet_ticks as f (pool, model, due_at, desired_replicas, decided_at, observed)
  select d.pool, $1::text, m.now + $3::bigint + 60000, d.replicas, m.now, d.observed
  from ended, moment m, unnest($5::text[], $6::int[], $16::json[]) as d (pool, replicas, observed)
  on conflict (pool, model) do update
    set due_at = excluded.due_at, desired_replicas = excluded.desired_replicas, decided_at = excluded.decided_at,
      observed = excluded.observed
),
claimed as materialized (
  select s.id
  from ended, unnest($10::text[], $11::text[]) as r (batch_id, pool)
    join lanes l on l.batch_id = r.batch_id and l.model = $1::text
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
  where b.id = any($12::text[]) and (select count(*) from recalled) >= 0
  order by b.id
  for no key update of b
),
wanted as (
  select p.batch_id, jsonb_object_agg(p.pool, p.permission) as permissions
  from unnest($7::text[], $8::text[], $9::text[]) as p (batch_id, pool, permission)
  group by p.batch_id
),
permitted as materialized (
  select l.id, w.permissions
  from ended, wanted w
    join lanes l on l.batch_id = w.batch_id and l.model = $1::text
  where (select count(*) from noticed) >= 0
  order by l.id
  for update of l
),
allowed as (
  update lanes l set permissions = l.permissions || p.permissions
  from permitted p
  where l.id = p.id
),
noted as (
  insert into events (batch_id, at, kind, text)
  select b.id, m.now, e.kind, e.text
  from ended, moment m, unnest($12::text[], $13::text[], $14::text[]) with ordinality as e (batch_id, kind, text, place)
    join noticed b on b.id = e.batch_id
  order by e.place
)
select e.fence from ended e`,
};
