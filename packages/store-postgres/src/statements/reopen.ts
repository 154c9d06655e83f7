import type { ReopenAnswer } from '@spillway/core/store';
import type { Statement } from '../statement.ts';

/** Nothing when there is no such batch. */
export interface ReopenRow {
  readonly kind: Exclude<ReopenAnswer['kind'], 'absent'>;
}

/**
 * The row is judged as it is when it is locked. $1 tenant, $2 batch, $3 selection, $4 window, $5 its milliseconds,
 * $6 the only revision or null, $7 the harness's time.
 */
export const reopen: Statement<ReopenRow> = {
  name: 'reopen',
  text: `
with current as materialized (
  select b.id, b.phase, b.in_progress_at, b.purged_at, b.revision, m.now
  from batches b, (select coalesce($7::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
  where b.id = $2::text and b.tenant = $1::text
  for update of b
),
judged as materialized (
  select c.id, c.now, case
    when c.revision <> $6::int then 'changed'
    when c.phase in ('validating', 'in_progress', 'finalizing') then 'live'
    when c.phase = 'failed' or c.in_progress_at is null then 'failed'
    when c.purged_at is not null then 'purged'
    else 'reopened' end as kind
  from current c
),
moved as (
  update batches b set phase = 'in_progress', revision = b.revision + 1, completion_window = $4::text,
    deadline_at = j.now + $5::bigint, finalizing_at = null, ended_at = null, cancel_requested_at = null,
    requeue = $3::json, fence = b.fence + 1, due_at = j.now, held = false, woken = false, lapses = 0
  from judged j
  where b.id = j.id and j.kind = 'reopened'
  returning b.id, b.deadline_at, j.now
),
switched as (
  update lanes l set deadline_at = v.deadline_at, live = l.open > 0 from moved v where l.batch_id = v.id
),
noted as (
  insert into events (batch_id, at, kind, text) select v.id, v.now, 'reopened', 'The batch was reopened.' from moved v
)
select j.kind from judged j`,
};
