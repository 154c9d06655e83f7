import type { Statement } from '../statement.ts';

/** $1 action, $2 fence, $3 lease, $4 the harness's time. */
export const renewBulkAction: Statement<{ readonly id: string }> = {
  name: 'renew_bulk_action',
  text: `
update bulk_actions a
set due_at = coalesce($4::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) + $3::bigint
where a.id = $1::text and a.fence = $2::bigint
returning a.id`,
};
