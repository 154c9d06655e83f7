import type { Statement } from '../statement.ts';

export interface RenewRow {
  readonly batch_id: string;
  readonly shard_id: string;
  readonly fence: string;
  readonly lost: boolean;
  readonly closed: boolean;
  readonly recalled: boolean;
  readonly first_seq: number;
  readonly open: string;
}

/**
 * Locks in the order of every statement that needs several shards. $1 batches, $2 shards, $3 fences, $4 lease, $5 the
 * harness's time.
 */
export const renew: Statement<RenewRow> = {
  name: 'renew',
  text: `
with moment as materialized (
  select coalesce($5::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
claims as materialized (
  select * from unnest($1::text[], $2::bigint[], $3::bigint[]) with ordinality as c (batch_id, shard_id, fence, place)
),
picked as materialized (
  select s.id
  from claims c join shards s on s.id = c.shard_id
  where s.batch_id = c.batch_id and s.fence = c.fence and s.held and s.due_at is not null
  order by s.batch_id, s.first_seq, s.id
  for update of s
),
kept as (
  update shards s set due_at = m.now + $4::bigint
  from picked p, moment m
  where s.id = p.id
  returning s.id, s.fence, s.lane_id, s.first_seq, s.open, s.recalled
)
select c.batch_id, c.shard_id, c.fence, k.id is null as lost, not l.live or l.deadline_at <= m.now as closed,
  k.recalled, k.first_seq, case when k.recalled then k.open::text end as open
from moment m, claims c
  left join kept k on k.id = c.shard_id and k.fence = c.fence
  left join lanes l on l.id = k.lane_id
order by c.place`,
};
