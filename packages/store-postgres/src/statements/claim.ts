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
with lane as materialized (
  select l.id, l.tenant, l.deadline_at, coalesce(l.permissions ->> $3::text, 'none') as permission, m.now
  from lanes l, (select coalesce($9::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
  where l.batch_id = $1::text and l.model = $2::text and l.live and l.deadline_at > m.now
),
again as materialized (
  select s.id, s.open, s.open_count, s.due_at, s.held, s.claim_limit
  from shards s
  where s.lane_id = (select id from lane) and s.due_at > 0 and s.due_at <= (select now from lane)
    and case when s.lapses > 0 or (s.single and s.held) then $8::boolean
      else (select permission from lane) <> 'none' end
  order by s.due_at, s.first_seq, s.id
  limit 1
  for update skip locked
),
fresh as materialized (
  select s.id, s.open, s.open_count, s.due_at, s.held, s.claim_limit
  from shards s
  where s.lane_id = (select id from lane where permission = 'all') and s.due_at = 0 and not exists (select from again)
  order by s.due_at, s.first_seq, s.id
  limit 1
  for update skip locked
),
sized as materialized (
  select p.id, p.open, p.open_count, p.due_at, p.held, n.narrow, least($5::int, p.open_count, n.narrow) as size
  from (select * from again union all select * from fresh) as p
    cross join lateral (select case when p.held then (p.open_count + 7) / 8 else p.claim_limit end as narrow) as n
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
left_over as (
  insert into shards (batch_id, lane_id, first_seq, requests, offset_bytes, bytes, open, open_count, tokens_per_request,
    due_at, claim_limit, attempts)
  select s.batch_id, s.lane_id, s.first_seq, s.requests, s.offset_bytes, s.bytes,
    overlay(m.open placing substring(m.open # m.open for m.cut) from 1), m.open_count - m.size, s.tokens_per_request,
    m.due_at, m.narrow, s.attempts
  from measured m join shards s on s.id = m.id
  where m.size < m.open_count
),
taken as (
  update shards s set
    open = case when m.size = m.open_count then s.open else substring(m.open for m.cut) || substring(m.open # m.open from m.cut + 1) end,
    open_count = m.size, fence = s.fence + 1, held = true, recalled = false, claim_limit = m.narrow,
    lapses = s.lapses + (m.held and m.open_count = 1)::int, due_at = l.now + $6::bigint, pool = $3::text,
    worker_id = $4::text
  from measured m, lane l
  where s.id = m.id
  returning s.id, s.fence, s.first_seq, s.requests, s.offset_bytes, s.bytes, s.open, s.open_count, s.attempts, s.lapses,
    l.tenant, l.deadline_at - l.now as deadline_in_ms
),
charged as (
  insert into charges as c (tenant, pool, service)
  select t.tenant, $3::text, $7::double precision * t.open_count from taken t
  on conflict (pool, tenant) do update set service = c.service + excluded.service
)
select t.id, t.fence, t.first_seq, t.requests, t.offset_bytes, t.bytes, t.open::text as open, t.attempts, t.lapses,
  t.deadline_in_ms
from taken t`,
};
