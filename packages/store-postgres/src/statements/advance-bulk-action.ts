import type { Statement } from '../statement.ts';
import type { BulkActionRow } from './read-bulk-actions.ts';

/**
 * $1 action, $2 fence, $3 cursor, $4 counts, $5 problems, $6 `held`, `due` or `over`, $7 for how long or in how long, $8 the
 * harness's time.
 */
export const advanceBulkAction: Statement<BulkActionRow> = {
  name: 'advance_bulk_action',
  text: `
with moved as (
  update bulk_actions a set cursor = $3::int, counts = $4::json, problems = $5::json, lapses = 0,
    fence = a.fence + ($6::text <> 'held')::int, held = $6::text = 'held',
    phase = case
      when $6::text <> 'over' then a.phase
      when a.cancel_requested_at is null then 'completed'
      else 'cancelled' end,
    ended_at = case when $6::text = 'over' then m.now end,
    due_at = case
      when $6::text = 'over' then null
      when $6::text = 'due' and a.cancel_requested_at is not null then m.now
      else m.now + $7::bigint end
  from (select coalesce($8::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
  where a.id = $1::text and a.fence = $2::bigint
  returning a.id, a.tenant, a.action, a.filter, a.completion_window, a.fingerprint, a.phase, a.targets, a.cursor, a.counts,
    a.problems, a.created_at, a.started_at, a.cancel_requested_at, a.ended_at
),
forgotten as (
  delete from bulk_targets t using moved v where t.action_id = v.id and v.ended_at is not null
)
select * from moved`,
};
