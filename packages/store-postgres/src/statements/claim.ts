import type { Statement } from '../statement.ts';

export interface ClaimRow {
  readonly id: string;
  readonly fence: string;
  readonly first_seq: number;
  readonly requests: number;
  readonly offset_bytes: string;
  readonly bytes: string;
  readonly open: string;
  readonly attempts: number;
  readonly lapses: number;
  readonly deadline_in_ms: string;
}

/**
 * Two probes of one index: what was handed out before, then what is fresh. The limits are literals and the picks
 * materialized, so no plan executes them twice. $1 batch, $2 model, $3 pool, $4 worker, $5 requests, $6 lease, $7 charge
 * for each request, $8 suspects, $9 the harness's time.
 */
export const claim: Statement<ClaimRow> = {
  name: 'claim',
  text: `
with moment as materialized (
  select coalesce($9::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
lane as materialized (
  select l.id, l.tenant, l.deadline_at, coalesce(l.permissions ->> $3::text, 'none') as permission
  from lanes l
  where l.batch_id = $1::text and l.model = $2::text and l.live and l.deadline_at > (select now from moment)
),
again as materialized (
  select s.*
  from shards s
  where s.lane_id = (select id from lane) and s.due_at > 0 and s.due_at <= (select now from moment)
    and case when s.lapses > 0 or (s.single and s.held) then $8::boolean
      else (select permission from lane) <> 'none' end
  order by s.due_at, s.first_seq, s.id
  limit 1
  for update skip locked
),
fresh as materialized (
  select s.*
  from shards s
  where s.lane_id = (select id from lane where permission = 'all') and s.due_at = 0 and not exists (select from again)
  order by s.due_at, s.first_seq, s.id
  limit 1
  for update skip locked
),
narrowed as materialized (
  select p.*, case when p.held then (p.open_count + 7) / 8 else p.claim_limit end as narrow
  from (select * from again union all select * from fresh) as p
),
sized as materialized (
  select n.*, least($5::int, n.open_count, n.narrow) as size from narrowed n
),
measured as materialized (
  select z.*, case when z.size = z.open_count then length(z.open) else (
    select position + 1
    from generate_series(0, length(z.open) - 1) as position
    where get_bit(z.open, position) = 1
    order by position
    offset z.size - 1 limit 1
  ) end as cut
  from sized z
),
parted as materialized (
  select m.*,
    substring(m.open for m.cut) || substring(m.open # m.open from m.cut + 1) as taken,
    substring(m.open # m.open for m.cut) || substring(m.open from m.cut + 1) as rest
  from measured m
),
left_over as (
  insert into shards (batch_id, lane_id, first_seq, requests, offset_bytes, bytes, open, open_count, tokens_per_request,
    due_at, claim_limit, attempts)
  select p.batch_id, p.lane_id, p.first_seq, p.requests, p.offset_bytes, p.bytes, p.rest, p.open_count - p.size,
    p.tokens_per_request, p.due_at, p.narrow, p.attempts
  from parted p
  where p.size < p.open_count
),
taken as (
  update shards s set open = p.taken, open_count = p.size, fence = s.fence + 1,
    held = true, recalled = false, claim_limit = p.narrow, lapses = p.lapses + (p.held and p.single)::int,
    due_at = m.now + $6::bigint, pool = $3::text, worker_id = $4::text
  from parted p, moment m
  where s.id = p.id
  returning s.id, s.fence, s.first_seq, s.requests, s.offset_bytes, s.bytes, s.open, s.open_count, s.attempts, s.lapses
),
charged as (
  insert into charges as c (tenant, pool, service)
  select l.tenant, $3::text, $7::double precision * t.open_count
  from lane l, taken t
  on conflict (pool, tenant) do update set service = c.service + excluded.service
)
select t.id, t.fence, t.first_seq, t.requests, t.offset_bytes, t.bytes, t.open::text as open, t.attempts,
  t.lapses, l.deadline_at - m.now as deadline_in_ms
from taken t, lane l, moment m`,
};
