import type { Statement } from '../statement.ts';

export interface TickRow {
  readonly fence: string;
  readonly as_of: string;
  readonly memory: unknown;
}

/** Nothing while the tick is not due. $1 model, $2 lease, $3 the harness's time. */
export const claimTick: Statement<TickRow> = {
  name: 'claim_tick',
  text: `
with moment as materialized (
  select coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
taken as (
  insert into model_ticks as t (model, fence, due_at)
  select $1::text, 1, m.now + $2::bigint from moment m
  on conflict (model) do update set fence = t.fence + 1, due_at = excluded.due_at
  where t.due_at <= (select now from moment)
  returning t.fence, t.memory
)
select t.fence, m.now as as_of, t.memory from taken t, moment m`,
};
