import type { Statement } from '../statement.ts';

/** Nothing when the hold is lost. */
export interface PurgeRow {
  readonly gone: string;
  readonly ended: boolean;
}

/** $1 batch, $2 fence, $3 shards at the most. */
export const purge: Statement<PurgeRow> = {
  name: 'purge',
  text: `
with picked as materialized (
  select s.id, s.first_seq
  from shards s
  where s.batch_id = $1::text
  order by s.batch_id, s.first_seq, s.id
  limit $3::int
  for update
),
holder as materialized (
  select b.id, b.phase in ('completed', 'expired', 'cancelled', 'failed') as ended
  from batches b
  where b.id = $1::text and b.fence = $2::bigint and (select count(*) from picked) >= 0
  for update
),
removed as (
  delete from shards s using holder h, picked p where h.ended and s.id = p.id
),
finished as materialized (
  select distinct p.first_seq
  from holder h, picked p
  where h.ended and not exists (
    select from shards s
    where s.batch_id = $1::text and s.first_seq = p.first_seq and s.id not in (select id from picked))
),
forgotten as (
  delete from settlements s using finished f where s.batch_id = $1::text and s.first_seq = f.first_seq
)
select h.ended, (select count(*) from picked) as gone from holder h`,
};
