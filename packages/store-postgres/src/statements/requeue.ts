import type { Statement } from '../statement.ts';

/** Nothing when the hold is lost. */
export interface RequeueRow {
  /** `raced`: the batch changed before it was locked, so the snapshot may lack a settlement; a fresh look will tell. */
  readonly receipt: 'recorded' | 'lost' | 'raced';
}

/**
 * $1 batch, $2 fence; the extent: $3 first seq, $4 requests, $5 offset, $6 bytes; $7 model, $8 open bits of the extent,
 * $9 positions, $10 how they ended, $11 tokens, $12 the extent's last settlement that was seen, $13 the harness's time.
 */
export const requeue: Statement<RequeueRow> = {
  name: 'requeue',
  text: `
with moment as materialized (
  select coalesce($13::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
seen as materialized (
  select b.xmin as version from batches b where b.id = $1::text
),
holder as materialized (
  select b.id, b.xmin = (select version from seen) as as_seen
  from batches b
  where b.id = $1::text and b.fence = $2::bigint
  for update
),
lane as materialized (
  select l.id
  from holder h join lanes l on l.batch_id = h.id and l.model = $7::text
  where h.as_seen and (
    select s.ordinal
    from settlements s
    where s.batch_id = $1::text and s.first_seq = $3::int
    order by s.batch_id desc, s.first_seq desc, s.ordinal desc
    limit 1) = $12::bigint
),
written as (
  insert into settlements (batch_id, first_seq, requests, offset_bytes, bytes, lane_id, settled_at, mark, base_seq, positions)
  select $1::text, $3::int, $4::int, $5::bigint, $6::bigint, l.id, m.now, 'requeued', $3::int, $9::smallint[]
  from lane l, moment m
),
added as (
  insert into shards (batch_id, lane_id, first_seq, requests, offset_bytes, bytes, open, open_count, tokens_per_request,
    due_at)
  select $1::text, l.id, $3::int, $4::int, $5::bigint, $6::bigint, $8::varbit, bit_count($8::varbit), $11::double precision / bit_count($8::varbit), 0
  from lane l
  returning lane_id, open_count
),
counted as (
  update batches b set open = b.open + a.open_count,
    succeeded = b.succeeded - case $10::text when 'succeeded' then a.open_count else 0 end,
    failed = b.failed - case $10::text when 'failed' then a.open_count else 0 end,
    dead_lettered = b.dead_lettered - case $10::text when 'deadLettered' then a.open_count else 0 end,
    expired = b.expired - case $10::text when 'expired' then a.open_count else 0 end,
    cancelled = b.cancelled - case $10::text when 'cancelled' then a.open_count else 0 end
  from added a
  where b.id = $1::text
  returning b.phase, b.cancel_requested_at, a.lane_id, a.open_count
),
weighted as (
  update lanes l set open = l.open + c.open_count, tokens = l.tokens + $11::double precision,
    live = c.phase = 'in_progress' and c.cancel_requested_at is null
  from counted c
  where l.id = c.lane_id
)
select case when exists (select from added) then 'recorded' when h.as_seen then 'lost' else 'raced' end as receipt
from holder h`,
};
