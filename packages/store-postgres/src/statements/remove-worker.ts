import type { Statement } from '../statement.ts';

/** $1 id, $2 whether it died, which leaves its claims held by nobody alive, $3 the harness's time. */
export const removeWorker: Statement<never> = {
  name: 'remove_worker',
  text: `
with moment as materialized (
  select coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
picked as materialized (
  select s.id
  from shards s
  where s.worker_id = $1::text and s.held
  order by s.batch_id, s.first_seq, s.id
  for update
),
released as (
  update shards s set held = $2::boolean, recalled = false, due_at = case when $2::boolean then least(s.due_at, m.now) else m.now end
  from picked p, moment m
  where s.id = p.id
)
delete from workers w where w.id = $1::text`,
};
