import type { Statement } from '../statement.ts';

/** Nothing when there is no such visible file. $1 tenant, $2 id, $3 the harness's time. */
export const removeFile: Statement<{ readonly in_use: boolean }> = {
  name: 'remove_file',
  text: `
with moment as materialized (
  select coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
),
visible as materialized (
  select f.id, exists (
    select from batches b
    where b.input_file_id = f.id and b.phase in ('validating', 'in_progress', 'finalizing') and b.tenant = f.tenant
  ) as in_use
  from files f
  where f.id = $2::text and f.tenant = $1::text and (f.gone_at is null or f.gone_at > (select now from moment))
  for update
),
gone as (
  update files f set gone_at = m.now from visible v, moment m where f.id = v.id and not v.in_use
)
select v.in_use from visible v`,
};
