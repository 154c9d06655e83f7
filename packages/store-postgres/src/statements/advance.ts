import type { Statement } from '../statement.ts';

/**
 * $1 batch, $2 fence, $3 phase, $4 due in, or null for never; null leaves as it is: $5 plan, $6 problems, $7 usage;
 * $8 whether the output file changes, $9 to which, $10 whether the error file changes, $11 to which; $12 whether
 * the requeue selection is done with; $13 kinds and $14 texts of events, $15 the harness's time, $16 what the
 * revision came to, for a batch that ends, or null.
 *
 * Lanes are set without a look at their old values: a lane that another statement changes meanwhile would be judged by
 * what the snapshot saw of it.
 */
export const advance: Statement<{ readonly id: string }> = {
  name: 'advance',
  text: `
with holder as materialized (
  select b.*, m.now,
    case when b.cancel_requested_at is not null and b.phase <> $3::text and $3::text in ('completed', 'expired', 'failed')
      then 'cancelled' else $3::text end as next_phase
  from batches b, (select coalesce($15::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
  where b.id = $1::text and b.fence = $2::bigint
  for update of b
),
bound as materialized (
  select h.*, h.next_phase <> h.phase as arrives, h.next_phase in ('completed', 'expired', 'cancelled', 'failed') as ends
  from holder h
),
moved as (
  update batches b set phase = h.next_phase, fence = h.fence + 1, held = false, woken = false, lapses = 0,
    due_at = case
      when not h.ends and h.woken then h.now
      when h.next_phase = 'in_progress' and (h.open = 0 or (h.arrives and h.cancel_requested_at is not null)) then h.now
      else h.now + $4::bigint end,
    in_progress_at = case when h.arrives and h.next_phase = 'in_progress' then h.now else h.in_progress_at end,
    finalizing_at = case when h.arrives and h.next_phase = 'finalizing' then h.now else h.finalizing_at end,
    ended_at = case when h.arrives and h.ends then h.now else h.ended_at end,
    requeue = case when $12::boolean then null else h.requeue end,
    plan = coalesce($5::json, h.plan), problems = coalesce($6::json, h.problems), usage = coalesce($7::json, h.usage),
    output_file_id = case when $8::boolean then $9::text else h.output_file_id end,
    error_file_id = case when $10::boolean then $11::text else h.error_file_id end
  from bound h
  where b.id = h.id
  returning b.id, b.phase, b.cancel_requested_at, b.revision, b.tenant, b.user_id, b.endpoint, b.priority, b.created_at,
    b.deadline_at, h.now, h.arrives and h.ends as ended
),
switched as (
  update lanes l set live = v.phase = 'in_progress' and v.cancel_requested_at is null and l.open > 0
  from moved v
  where l.batch_id = v.id
),
noted as (
  insert into events (batch_id, at, kind, text)
  select v.id, v.now, e.kind, e.text
  from moved v, unnest($13::text[], $14::text[]) with ordinality as e (kind, text, place)
  order by e.place
),
trimmed as (
  delete from events e
  using moved v
  where e.batch_id = v.id and e.ordinal <= (
    select o.ordinal from events o where o.batch_id = v.id order by o.batch_id desc, o.ordinal desc offset 200 limit 1)
),
reported as (
  insert into reports (id, batch_id, revision, tenant, user_id, endpoint, priority, phase, created_at, deadline_at, ended_at,
    work)
  select v.id || '_r' || v.revision, v.id, v.revision, v.tenant, v.user_id, v.endpoint, v.priority, v.phase, v.created_at,
    v.deadline_at, v.now, $16::json
  from moved v
  where v.ended and $16::json is not null
)
select v.id from moved v`,
};
