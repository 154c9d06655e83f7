import type { Statement } from '../statement.ts';

export interface SettleRow {
  readonly receipt: 'recorded' | 'duplicate' | 'lost' | 'torn';
}

/**
 * What open rows have ended stays in their own rows; only the settlement that empties a row folds it into batch and lane.
 * All new values are counted from `held`, the locked row, never from what the snapshot saw.
 *
 * $1 batch, $2 shard, $3 fence, $4 the lowest seq that is named, $5 all named seqs as bits from it, $6 what becomes of
 * the rest; lines: $7 positions, $8 segment, $9 its offset, $10 outcomes, $11 lengths, $12 attempts, $13 tokens in,
 * $14 tokens out, $15 durations, $16 how many of each outcome, $17 engine; deferrals: $18 bits, $19 delays,
 * $20 attempts; $21 the harness's time.
 */
export const settle: Statement<SettleRow> = {
  name: 'settle',
  text: `
with moment as materialized (
  select coalesce($21::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
held as materialized (
  select s.*, s.open # s.open as none, $4::int - s.first_seq as shift
  from shards s
  where s.id = $2::bigint and s.batch_id = $1::text and s.fence = $3::bigint
  for update
),
named as materialized (
  select h.*, coalesce(
    substring(h.none for h.shift) || $5::varbit || substring(h.none from h.shift + length($5::varbit) + 1), h.none) as ends
  from held h
),
due as materialized (
  select n.*, n.open & ~n.ends as remaining, n.open_count - bit_count(n.ends)::int as remaining_count
  from named n
  where n.due_at is not null and n.open & n.ends = n.ends
    and (n.held or $6::text = 'hold' or bit_count(n.ends) > 0)
),
moved as materialized (
  select substring(d.none for d.shift) || m.bits || substring(d.none from d.shift + length(m.bits) + 1) as open,
    bit_count(m.bits)::int as open_count, m.after_ms, m.attempts
  from due d, unnest($18::varbit[], $19::bigint[], $20::int[]) as m (bits, after_ms, attempts)
),
done as (
  update shards s set open = d.remaining, open_count = d.remaining_count,
    due_at = case when d.remaining_count = 0 then null when $6::text = 'hold' then d.due_at else m.now end,
    held = d.held and $6::text = 'hold' and d.remaining_count > 0,
    recalled = d.recalled and $6::text = 'hold' and d.remaining_count > 0,
    claim_limit = case when $6::text = 'suspect' then (d.remaining_count + 7) / 8
      when $7::smallint[] is null then d.claim_limit end,
    lapses = case when $7::smallint[] is null then d.lapses else 0 end
      + ($6::text = 'suspect' and d.remaining_count = 1)::int,
    succeeded = d.succeeded + ($16::int[])[1], failed = d.failed + ($16::int[])[2],
    dead_lettered = d.dead_lettered + ($16::int[])[3], expired = d.expired + ($16::int[])[4],
    cancelled = d.cancelled + ($16::int[])[5]
  from due d, moment m
  where s.id = d.id
  returning s.lane_id, s.open_count, s.tokens_per_request, s.succeeded, s.failed, s.dead_lettered, s.expired, s.cancelled
),
deferred as (
  insert into shards (batch_id, lane_id, first_seq, requests, offset_bytes, bytes, open, open_count, tokens_per_request,
    due_at, attempts)
  select d.batch_id, d.lane_id, d.first_seq, d.requests, d.offset_bytes, d.bytes, v.open, v.open_count,
    d.tokens_per_request, m.now + v.after_ms, v.attempts
  from due d, moved v, moment m
),
written as (
  insert into settlements (batch_id, first_seq, requests, offset_bytes, bytes, lane_id, settled_at, pool, worker_id,
    engine, segment, segment_offset, base_seq, positions, outcomes, attempts, lengths, tokens_in, tokens_out, durations_ms)
  select d.batch_id, d.first_seq, d.requests, d.offset_bytes, d.bytes, d.lane_id, m.now, d.pool, d.worker_id,
    $17::text, $8::text, $9::bigint, $4::int, $7::smallint[], $10::smallint[], $12::smallint[], $11::int[], $13::int[],
    $14::int[], $15::int[]
  from due d, moment m
  where $7::smallint[] is not null
),
emptied as materialized (
  select d.*, d.succeeded + d.failed + d.dead_lettered + d.expired + d.cancelled as ended
  from done d
  where d.open_count = 0
),
counted as (
  update batches b set open = b.open - e.ended, succeeded = b.succeeded + e.succeeded, failed = b.failed + e.failed,
    dead_lettered = b.dead_lettered + e.dead_lettered, expired = b.expired + e.expired,
    cancelled = b.cancelled + e.cancelled,
    due_at = case when b.open = e.ended and b.phase = 'in_progress' then least(b.due_at, m.now) else b.due_at end,
    woken = b.woken or (b.open = e.ended and b.phase = 'in_progress')
  from emptied e, moment m
  where b.id = $1::text
  returning e.lane_id, e.ended, e.ended * e.tokens_per_request as tokens
),
lightened as (
  update lanes l set open = l.open - c.ended, tokens = l.tokens - c.tokens,
    live = l.live and l.open > c.ended
  from counted c
  where l.id = c.lane_id
)
select case
  when exists (select from done) then 'recorded'
  when not exists (select from held) then 'lost'
  when (select bit_count(n.open & n.ends) from named n) = 0 then 'duplicate'
  else 'torn' end as receipt`,
};
