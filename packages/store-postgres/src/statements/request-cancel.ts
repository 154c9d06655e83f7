import type { Statement } from '../statement.ts';

/** Nothing when there is nothing to mark. $1 tenant, $2 batch, $3 the only revision or null, $4 the harness's time. */
export const requestCancel: Statement<{ readonly id: string }> = {
  name: 'request_cancel',
  text: `
with moment as materialized (
  select coalesce($4::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
marked as (
  update batches b set cancel_requested_at = m.now, due_at = least(b.due_at, m.now), woken = true
  from moment m
  where b.id = $2::text and b.tenant = $1::text and b.cancel_requested_at is null
    and b.revision = coalesce($3::int, b.revision)
    and b.phase in ('validating', 'in_progress', 'finalizing')
  returning b.id
),
closed as (
  update lanes l set live = false from marked c where l.batch_id = c.id
),
noted as (
  insert into events (batch_id, at, kind, text)
  select c.id, m.now, 'cancel_requested', 'Cancellation was requested.' from marked c, moment m
)
select c.id from marked c`,
};
