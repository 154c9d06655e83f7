import type { Statement } from '../statement.ts';

/**
 * Adds nothing when the id exists. $1 id, $2 tenant, $3 action, $4 filter, $5 window or null, $6 fingerprint, $7 counts,
 * $8 problems, the targets' $9 batches, $10 revisions and $11 weights, $12 the harness's time.
 */
export const createBulkAction: Statement<{ readonly id: string }> = {
  name: 'create_bulk_action',
  text: `
with added as (
  insert into bulk_actions (id, tenant, action, filter, completion_window, fingerprint, targets, counts, problems,
    created_at, due_at)
  select $1::text, $2::text, $3::text, $4::json, $5::text, $6::text, cardinality($9::text[]), $7::json, $8::json,
    m.now, m.now
  from (select coalesce($12::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
  on conflict (id) do nothing
  returning id
),
concerned as (
  insert into bulk_targets (action_id, place, batch_id, revision, weight)
  select a.id, t.place - 1, t.batch_id, t.revision, t.weight
  from added a, unnest($9::text[], $10::int[], $11::bigint[]) with ordinality as t (batch_id, revision, weight, place)
)
select id from added`,
};
