import type { Statement } from '../statement.ts';

export interface SettleRow {
  /**
   * `torn`: only some of the named requests are open. `raced`: all are as far as the snapshot saw, but the row changed
   * before it was locked; a fresh look will tell.
   */
  readonly receipt: 'recorded' | 'duplicate' | 'lost' | 'torn' | 'raced';
}

/**
 * One update of one row does the work, so every value is counted from the row as it is when it is locked. What an open
 * row has ended stays in it; only the settlement that empties it folds it into batch and lane, in this order. The
 * fewer nodes a plan has the better: making it ready to run took twice as long as running it.
 *
 * $1 batch, $2 shard, $3 fence, $4 the lowest seq that is named, $5 all named seqs as bits from it, $6 how many,
 * $7 what becomes of the rest; lines: $8 positions, $9 segment, $10 its offset, $11 outcomes, $12 lengths, $13 attempts,
 * $14 tokens in, $15 tokens out, $16 durations, $17 how many of each outcome, $18 engine; deferrals: $19 bits,
 * $20 delays, $21 attempts; $22 how many lines were copied from other answers, $23 the harness's time.
 */
export const settle: Statement<SettleRow> = {
  name: 'settle',
  text: `
with done as (
  update shards s set
    open = coalesce(overlay(s.open placing substring(s.open from $4::int - s.first_seq + 1 for length($5::varbit)) & ~$5::varbit
      from $4::int - s.first_seq + 1), s.open),
    open_count = s.open_count - $6::int,
    due_at = case when s.open_count = $6::int then null when $7::text = 'hold' then s.due_at
      else coalesce($23::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) end,
    held = s.held and $7::text = 'hold' and s.open_count > $6::int,
    recalled = s.recalled and $7::text = 'hold' and s.open_count > $6::int,
    claim_limit = case when $7::text = 'suspect' then (s.open_count - $6::int + 7) / 8
      when $8::smallint[] is null then s.claim_limit end,
    lapses = case when $8::smallint[] is null then s.lapses else 0 end + ($7::text = 'suspect' and s.open_count = $6::int + 1)::int,
    succeeded = s.succeeded + ($17::int[])[1], failed = s.failed + ($17::int[])[2], dead_lettered = s.dead_lettered + ($17::int[])[3],
    expired = s.expired + ($17::int[])[4], cancelled = s.cancelled + ($17::int[])[5],
    deduplicated = s.deduplicated + $22::int
  where s.id = $2::bigint and s.batch_id = $1::text and s.fence = $3::bigint and s.due_at is not null
    and case when $5::varbit is null then s.held or $7::text = 'hold'
      else substring(s.open from $4::int - s.first_seq + 1 for length($5::varbit)) & $5::varbit = $5::varbit end
  returning s.batch_id, s.lane_id, s.first_seq, s.requests, s.offset_bytes, s.bytes, s.open, s.open_count,
    s.tokens_per_request, s.pool, s.worker_id, s.succeeded, s.failed, s.dead_lettered, s.expired, s.cancelled,
    s.deduplicated, s.succeeded + s.failed + s.dead_lettered + s.expired + s.cancelled as ended,
    coalesce($23::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
deferred as (
  insert into shards (batch_id, lane_id, first_seq, requests, offset_bytes, bytes, open, open_count, tokens_per_request,
    due_at, attempts)
  select d.batch_id, d.lane_id, d.first_seq, d.requests, d.offset_bytes, d.bytes,
    overlay(d.open # d.open placing m.bits from $4::int - d.first_seq + 1), bit_count(m.bits), d.tokens_per_request,
    d.now + m.after_ms, m.attempts
  from done d, unnest($19::varbit[], $20::bigint[], $21::int[]) as m (bits, after_ms, attempts)
),
written as (
  insert into settlements (batch_id, first_seq, requests, offset_bytes, bytes, lane_id, settled_at, pool, worker_id,
    engine, segment, segment_offset, base_seq, positions, outcomes, attempts, lengths, tokens_in, tokens_out, durations_ms,
    deduplicated)
  select d.batch_id, d.first_seq, d.requests, d.offset_bytes, d.bytes, d.lane_id, d.now, d.pool, d.worker_id,
    $18::text, $9::text, $10::bigint, $4::int, $8::smallint[], $11::smallint[], $13::smallint[], $12::int[], $14::int[], $15::int[],
    $16::int[], $22::int
  from done d
  where $8::smallint[] is not null
),
counted as (
  update batches b set open = b.open - d.ended, succeeded = b.succeeded + d.succeeded, failed = b.failed + d.failed,
    dead_lettered = b.dead_lettered + d.dead_lettered, expired = b.expired + d.expired,
    cancelled = b.cancelled + d.cancelled, deduplicated = b.deduplicated + d.deduplicated,
    due_at = case when b.open = d.ended and b.phase = 'in_progress' then least(b.due_at, d.now) else b.due_at end,
    woken = b.woken or (b.open = d.ended and b.phase = 'in_progress')
  from done d
  where b.id = d.batch_id and d.open_count = 0
  returning d.lane_id, d.ended, d.ended * d.tokens_per_request as tokens
),
lightened as (
  update lanes l set open = l.open - c.ended, tokens = l.tokens - c.tokens, live = l.live and l.open > c.ended
  from counted c
  where l.id = c.lane_id
)
select case when exists (select from done) then 'recorded' else coalesce((
  select case
    when s.due_at is null or bit_count(substring(s.open from $4::int - s.first_seq + 1 for length($5::varbit)) & $5::varbit) = 0
      or ($5::varbit is null and not s.held and $7::text <> 'hold') then 'duplicate'
    when $5::varbit is null
      or substring(s.open from $4::int - s.first_seq + 1 for length($5::varbit)) & $5::varbit = $5::varbit then 'raced'
    else 'torn' end
  from shards s
  where s.id = $2::bigint and s.batch_id = $1::text and s.fence = $3::bigint), 'lost') end as receipt`,
};
