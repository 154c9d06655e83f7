import type { Statement } from '../statement.ts';

export interface StepRow {
  readonly id: string;
  readonly fence: string;
  readonly lapses: number;
  readonly as_of: string;
}

/** $1 steps at the most, $2 lease, $3 the harness's time. */
export const claimDue: Statement<StepRow> = {
  name: 'claim_due',
  text: `
with moment as materialized (
  select coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
picked as materialized (
  select b.id, b.due_at, b.ordinal
  from batches b
  where b.due_at <= (select now from moment)
  order by b.due_at, b.ordinal
  limit $1::int
  for update skip locked
),
taken as (
  update batches b set fence = b.fence + 1, due_at = m.now + $2::bigint, held = true, woken = false,
    lapses = b.lapses + (b.held and not b.woken)::int
  from picked p, moment m
  where b.id = p.id
  returning b.id, b.fence, b.lapses, p.due_at, p.ordinal
)
select t.id, t.fence, t.lapses, m.now as as_of from taken t, moment m order by t.due_at, t.ordinal`,
};
