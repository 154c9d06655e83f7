import type { Statement } from '../statement.ts';

/** A second mark, and one on an action that has ended, change nothing. $1 tenant, $2 id, $3 the harness's time. */
export const cancelBulkAction: Statement<never> = {
  name: 'cancel_bulk_action',
  text: `
update bulk_actions a set cancel_requested_at = m.now,
  due_at = case when a.held then a.due_at else least(a.due_at, m.now) end
from (select coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
where a.id = $2::text and a.tenant = $1::text and a.cancel_requested_at is null and a.ended_at is null`,
};
