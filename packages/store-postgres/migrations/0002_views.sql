-- For people who ask in SQL. Both are quick for one batch and read everything without one.

-- A row for each settled request, by its last settlement. What a withdrawal ended has no line.
create view batch_outcomes as
select last.batch_id, last.seq, last.model, last.outcome, last.attempts, last.tokens_in, last.tokens_out,
  last.duration_ms, last.pool, last.worker_id, last.engine, last.segment, last.line_offset, last.line_bytes,
  to_timestamp(last.settled_at / 1000.0) as settled_at
from (
  select distinct on (s.batch_id, s.base_seq + (e.position & 65535)) s.batch_id, s.base_seq + (e.position & 65535) as seq,
    l.model, s.mark,
    coalesce(s.mark, (array['succeeded', 'failed', 'dead_lettered', 'expired', 'cancelled'])[e.outcome + 1]) as outcome,
    e.attempts, e.tokens_in, e.tokens_out, e.duration_ms, s.pool, s.worker_id, s.engine, s.segment,
    s.segment_offset + e.line_start as line_offset, e.line_bytes, s.settled_at
  from settlements s
    join lanes l on l.id = s.lane_id
    cross join lateral (
      select p.position::int, p.outcome, p.attempts, p.tokens_in, p.tokens_out, p.duration_ms, p.line_bytes,
        sum(p.line_bytes) over (order by p.place) - p.line_bytes as line_start
      from unnest(s.positions, s.outcomes, s.attempts, s.tokens_in, s.tokens_out, s.durations_ms, s.lengths)
        with ordinality as p (position, outcome, attempts, tokens_in, tokens_out, duration_ms, line_bytes, place)
    ) as e
  order by s.batch_id, s.base_seq + (e.position & 65535), s.ordinal desc
) as last
where last.mark is distinct from 'requeued';

-- A row for each request of a batch that is or was in progress.
create view batch_requests as
select s.batch_id, s.first_seq + bit as seq, l.model,
  case when s.held and s.due_at > extract(epoch from clock_timestamp()) * 1000 then 'running' else 'queued' end as status,
  s.attempts, null::int as tokens_in, null::int as tokens_out,
  case when s.held then s.pool end as pool, case when s.held then s.worker_id end as worker_id,
  case when s.due_at > 0 then to_timestamp(s.due_at / 1000.0) end as due_at, null::timestamptz as settled_at
from batches b
  join shards s on s.batch_id = b.id
  join lanes l on l.id = s.lane_id
  cross join lateral generate_series(0, length(s.open) - 1) as bit
where b.in_progress_at is not null and s.due_at is not null and get_bit(s.open, bit) = 1
union all
select o.batch_id, o.seq, o.model, case o.outcome when 'succeeded' then 'completed' else o.outcome end, o.attempts,
  o.tokens_in, o.tokens_out, o.pool, o.worker_id, null, o.settled_at
from batch_outcomes o;
