import type { Statement } from '../statement.ts';

export interface BulkStepRow {
  readonly id: string;
  readonly fence: string;
  readonly lapses: number;
}

/** $1 actions at the most, $2 lease, $3 the harness's time. */
export const claimBulkActions: Statement<BulkStepRow> = {
  name: 'claim_bulk_actions',
  text: `
with moment as materialized (
  select coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
picked as materialized (
  select a.id, a.due_at, a.ordinal
  from bulk_actions a
  where a.due_at <= (select now from moment)
  order by a.due_at, a.ordinal
  limit $1::int
  for update skip locked
),
taken as (
  update bulk_actions a set fence = a.fence + 1, due_at = m.now + $2::bigint, held = true, phase = 'running',
    started_at = coalesce(a.started_at, m.now), lapses = a.lapses + a.held::int
  from picked p, moment m
  where a.id = p.id
  returning a.id, a.fence, a.lapses, p.due_at, p.ordinal
)
select t.id, t.fence, t.lapses from taken t order by t.due_at, t.ordinal`,
};
