import type { Statement } from '../statement.ts';

export interface TickRow {
  readonly fence: string;
  readonly as_of: string;
}

/** Nothing while the tick is not due. $1 pool, $2 model, $3 lease, $4 the harness's time. */
export const claimTick: Statement<TickRow> = {
  name: 'claim_tick',
  text: `
with moment as materialized (
  select coalesce($4::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
taken as (
  insert into fleet_ticks as t (pool, model, fence, due_at)
  select $1::text, $2::text, 1, m.now + $3::bigint from moment m
  on conflict (pool, model) do update set fence = t.fence + 1, due_at = excluded.due_at
  where t.due_at <= (select now from moment)
  returning t.fence
)
select t.fence, m.now as as_of from taken t, moment m`,
};
