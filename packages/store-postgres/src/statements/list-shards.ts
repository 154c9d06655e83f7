import type { Statement } from '../statement.ts';

export interface OpenShardRow {
  readonly first_seq: number;
  readonly requests: number;
  readonly offset_bytes: string;
  readonly bytes: string;
  readonly model: string;
  readonly open: string;
  readonly attempts: number;
  readonly due_in_ms: string;
  /** Null unless a live lease holds the shard. */
  readonly worker_id: string | null;
  readonly pool: string | null;
  /** First seq of the extent after the page. */
  readonly next_seq: number | null;
}

/**
 * Steps from extent to extent in the order of the batch's shards, past those that are done. Extents follow each other
 * without gaps, so the one that holds a seq is the last that begins at or before it. The lateral join is fenced by an
 * offset: a plan that is made while the table is empty would read all of the batch's shards for each page. What is open
 * is asked outside of it, or that plan takes the index of due shards.
 *
 * $1 batch, $2 from seq, $3 extents, $4 the harness's time.
 */
export const listShards: Statement<OpenShardRow> = {
  name: 'list_shards',
  text: `
with recursive moment as materialized (
  select coalesce($4::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
start as materialized (
  select coalesce((
    select case when h.first_seq + h.requests > $2::int then h.first_seq end
    from (
      select s.first_seq, s.requests
      from shards s
      where s.batch_id = b.id and s.first_seq <= $2::int
      order by s.batch_id desc, s.first_seq desc
      limit 1
    ) as h), $2::int) as seq
  from batches b
  where b.id = $1::text and b.in_progress_at is not null
),
extents (first_seq, place) as (
  (select s.first_seq, 1
   from shards s
   where s.batch_id = $1::text and s.first_seq >= (select seq from start) and s.due_at is not null
   order by s.batch_id, s.first_seq
   limit 1)
  union all
  select next.first_seq, e.place + 1
  from extents e cross join lateral (
    select s.first_seq
    from shards s
    where s.batch_id = $1::text and s.first_seq > e.first_seq and s.due_at is not null
    order by s.batch_id, s.first_seq
    limit 1
  ) as next
  where e.place <= $3::int
)
select s.first_seq, s.requests, s.offset_bytes, s.bytes, l.model, s.open::text as open, s.attempts,
  case when h.held then 0 else greatest(s.due_at - m.now, 0) end as due_in_ms,
  case when h.held then s.worker_id end as worker_id, case when h.held then s.pool end as pool,
  (select e.first_seq from extents e where e.place = $3::int + 1) as next_seq
from extents e
  cross join moment m
  cross join lateral (
    select s.* from shards s where s.batch_id = $1::text and s.first_seq = e.first_seq offset 0
  ) as s
  join lanes l on l.id = s.lane_id
  cross join lateral (select s.held and s.due_at > m.now as held) as h
where e.place <= $3::int and s.due_at is not null
order by s.first_seq, position('1' in s.open::text)`,
};
