import type { Statement } from '../statement.ts';

/** Nothing when the hold is lost; `missed` when what was open changed while it was being locked. */
export interface WithdrawRow {
  readonly ended: string;
  readonly missed: boolean;
}

/**
 * Shards are locked first and the fence is read after, so the order of locks is that of a settlement. $1 batch,
 * $2 fence, $3 `expired` or `cancelled`, $4 shards at the most, $5 whether held ones go too, $6 the harness's time.
 */
export const withdraw: Statement<WithdrawRow> = {
  name: 'withdraw',
  text: `
with moment as materialized (
  select coalesce($6::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
picked as materialized (
  select s.*
  from shards s
  where s.batch_id = $1::text and s.due_at is not null
    and ($5::boolean or not s.held or s.due_at <= (select now from moment))
  order by s.batch_id, s.first_seq, s.id
  limit $4::int
  for update
),
holder as materialized (
  select b.id
  from batches b
  where b.id = $1::text and b.fence = $2::bigint and (select count(*) from picked) >= 0
  for update
),
closed as (
  update shards s set open = p.open # p.open, open_count = 0, due_at = null, held = false, recalled = false,
    fence = s.fence + 1
  from holder h, picked p
  where s.id = p.id
),
written as (
  insert into settlements (batch_id, first_seq, requests, offset_bytes, bytes, lane_id, settled_at, mark, base_seq, positions)
  select p.batch_id, p.first_seq, p.requests, p.offset_bytes, p.bytes, p.lane_id, m.now, $3::text, p.first_seq, array(
    select ((position + 32768) % 65536 - 32768)::smallint
    from generate_series(0, length(p.open) - 1) as position
    where get_bit(p.open, position) = 1
    order by position)
  from holder h, picked p, moment m
),
progress as materialized (
  select p.lane_id, sum(p.open_count) as ended, sum(p.succeeded) as succeeded,
    sum(p.failed) as failed, sum(p.dead_lettered) as dead_lettered, sum(p.expired) as expired,
    sum(p.cancelled) as cancelled, sum(p.deduplicated) as deduplicated,
    sum(p.open_count + p.succeeded + p.failed + p.dead_lettered + p.expired + p.cancelled) as gone,
    sum(p.tokens_per_request
      * (p.open_count + p.succeeded + p.failed + p.dead_lettered + p.expired + p.cancelled)) as tokens
  from holder h, picked p
  group by p.lane_id
),
total as materialized (
  select coalesce(sum(ended), 0) as ended, coalesce(sum(gone), 0) as gone, coalesce(sum(succeeded), 0) as succeeded, coalesce(sum(failed), 0) as failed,
    coalesce(sum(dead_lettered), 0) as dead_lettered,
    coalesce(sum(expired), 0) + case $3::text when 'expired' then coalesce(sum(ended), 0) else 0 end as expired,
    coalesce(sum(cancelled), 0) + case $3::text when 'cancelled' then coalesce(sum(ended), 0) else 0 end as cancelled,
    coalesce(sum(deduplicated), 0) as deduplicated
  from progress
),
counted as (
  update batches b set open = b.open - t.gone, succeeded = b.succeeded + t.succeeded, failed = b.failed + t.failed,
    dead_lettered = b.dead_lettered + t.dead_lettered, expired = b.expired + t.expired,
    cancelled = b.cancelled + t.cancelled, deduplicated = b.deduplicated + t.deduplicated,
    due_at = case when b.open = t.gone and b.phase = 'in_progress' then least(b.due_at, m.now) else b.due_at end,
    woken = b.woken or (b.open = t.gone and b.phase = 'in_progress')
  from total t, holder h, moment m
  where b.id = h.id and t.ended > 0
  returning b.id
),
lightened as (
  update lanes l set open = l.open - p.gone, tokens = l.tokens - p.tokens, live = l.live and l.open > p.gone
  from progress p, counted c
  where l.id = p.lane_id
)
select t.ended, t.ended = 0 and exists (
  select from shards s
  where s.batch_id = $1::text and s.due_at is not null
    and ($5::boolean or not s.held or s.due_at <= (select now from moment))) as missed
from holder h, total t`,
};
