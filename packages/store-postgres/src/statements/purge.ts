import type { Statement } from '../statement.ts';

/** Nothing when the hold is lost. */
export interface PurgeRow {
  readonly gone: string;
}

/**
 * What open shards have ended is folded before they go, so that the counts stay. $1 batch, $2 fence, $3 shards at the
 * most, $4 the harness's time.
 */
export const purge: Statement<PurgeRow> = {
  name: 'purge',
  text: `
with picked as materialized (
  select s.*, s.succeeded + s.failed + s.dead_lettered + s.expired + s.cancelled as ended
  from shards s
  where s.batch_id = $1::text
  order by s.batch_id, s.first_seq, s.id
  limit $3::int
  for update
),
holder as materialized (
  select b.id
  from batches b
  where b.id = $1::text and b.fence = $2::bigint and (select count(*) from picked) >= 0
  for update
),
removed as (
  delete from shards s using holder h, picked p where s.id = p.id
),
finished as materialized (
  select distinct p.first_seq
  from holder h, picked p
  where not exists (
    select from shards s
    where s.batch_id = $1::text and s.first_seq = p.first_seq and s.id not in (select id from picked))
),
forgotten as (
  delete from settlements s using finished f where s.batch_id = $1::text and s.first_seq = f.first_seq
),
progress as materialized (
  select p.lane_id, sum(p.ended) as ended, sum(p.succeeded) as succeeded, sum(p.failed) as failed,
    sum(p.dead_lettered) as dead_lettered, sum(p.expired) as expired, sum(p.cancelled) as cancelled,
    sum(p.deduplicated) as deduplicated, sum(p.open_count + p.ended) as gone, sum(p.tokens_per_request * (p.open_count + p.ended)) as tokens
  from holder h, picked p
  where p.due_at is not null
  group by p.lane_id
),
counted as (
  update batches b set purged_at = coalesce(b.purged_at, $4::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint),
    open = b.open - t.ended, succeeded = b.succeeded + t.succeeded, failed = b.failed + t.failed,
    dead_lettered = b.dead_lettered + t.dead_lettered, expired = b.expired + t.expired,
    cancelled = b.cancelled + t.cancelled, deduplicated = b.deduplicated + t.deduplicated
  from holder h, (
    select coalesce(sum(p.ended), 0) as ended, coalesce(sum(p.succeeded), 0) as succeeded,
      coalesce(sum(p.failed), 0) as failed, coalesce(sum(p.dead_lettered), 0) as dead_lettered,
      coalesce(sum(p.expired), 0) as expired, coalesce(sum(p.cancelled), 0) as cancelled,
      coalesce(sum(p.deduplicated), 0) as deduplicated
    from progress p
  ) as t
  where b.id = h.id
  returning b.id
),
lightened as (
  update lanes l set open = l.open - p.gone, tokens = l.tokens - p.tokens, live = l.live and l.open > p.gone
  from progress p, counted c
  where l.id = p.lane_id
)
select (select count(*) from picked) as gone from holder h`,
};
