import type { Statement } from '../statement.ts';

export interface SettlementRow {
  readonly first_seq: number;
  readonly ordinal: string;
  readonly version: number;
  readonly requests: number;
  readonly offset_bytes: string;
  readonly bytes: string;
  readonly model: string;
  readonly settled_at: string;
  readonly mark: 'expired' | 'cancelled' | 'requeued' | null;
  readonly pool: string | null;
  readonly worker_id: string | null;
  readonly engine: string | null;
  readonly segment: string | null;
  readonly segment_offset: string | null;
  readonly base_seq: number;
  readonly positions: string;
  readonly outcomes: string | null;
  readonly attempts: string | null;
  readonly lengths: string | null;
  readonly tokens_in: string | null;
  readonly tokens_out: string | null;
  readonly durations_ms: string | null;
  readonly deduplicated: number;
  /** First seq of the extent after the page. */
  readonly next_seq: number | null;
}

/**
 * Steps from extent to extent through the primary key. Extents follow each other without gaps, so the one that holds a
 * seq is the last that begins at or before it. The lateral join is fenced by an offset: a plan that is made while the table
 * is empty would read all of the batch's settlements for each page. $1 batch, $2 from seq, $3 extents.
 */
export const readSettlements: Statement<SettlementRow> = {
  name: 'read_settlements',
  text: `
with recursive start as materialized (
  select coalesce((
    select case when h.first_seq + h.requests > $2::int then h.first_seq end
    from (
      select s.first_seq, s.requests
      from settlements s
      where s.batch_id = $1::text and s.first_seq <= $2::int
      order by s.batch_id desc, s.first_seq desc
      limit 1
    ) as h), $2::int) as seq
),
extents (first_seq, place) as (
  (select s.first_seq, 1
   from settlements s
   where s.batch_id = $1::text and s.first_seq >= (select seq from start)
   order by s.batch_id, s.first_seq
   limit 1)
  union all
  select next.first_seq, e.place + 1
  from extents e cross join lateral (
    select s.first_seq
    from settlements s
    where s.batch_id = $1::text and s.first_seq > e.first_seq
    order by s.batch_id, s.first_seq
    limit 1
  ) as next
  where e.place <= $3::int
)
select s.first_seq, s.ordinal, s.version, s.requests, s.offset_bytes, s.bytes, l.model, s.settled_at, s.mark, s.pool,
  s.worker_id, s.engine, s.segment, s.segment_offset, s.base_seq, s.positions::text as positions,
  s.outcomes::text as outcomes, s.attempts::text as attempts, s.lengths::text as lengths,
  s.tokens_in::text as tokens_in, s.tokens_out::text as tokens_out, s.durations_ms::text as durations_ms,
  s.deduplicated,
  (select e.first_seq from extents e where e.place = $3::int + 1) as next_seq
from extents e
  cross join lateral (
    select s.* from settlements s where s.batch_id = $1::text and s.first_seq = e.first_seq offset 0
  ) as s
  join lanes l on l.id = s.lane_id
where e.place <= $3::int
order by s.first_seq, s.ordinal`,
};
