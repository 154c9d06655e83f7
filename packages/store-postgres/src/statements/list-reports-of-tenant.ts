import type { Statement } from '../statement.ts';
import type { ReportRow } from './list-reports.ts';

/** Where the page begins is looked up by its id alone, which names one row. $1 to $4 as in `listReports`, $5 tenant. */
export const listReportsOfTenant: Statement<ReportRow> = {
  name: 'list_reports_of_tenant',
  text: `
select r.id, r.batch_id, r.revision, r.tenant, r.user_id, r.endpoint, r.priority, r.phase, r.created_at, r.deadline_at,
  r.ended_at, r.work
from reports r
where r.tenant = $5::text
  and r.ended_at >= coalesce($1::bigint, -9223372036854775808) and r.ended_at < coalesce($2::bigint, 9223372036854775807)
  and (r.ended_at, r.ordinal) < (
    case when $3::text is null then 9223372036854775807
      else (select case when a.tenant = $5::text then a.ended_at end from reports a where a.id = $3::text) end,
    case when $3::text is null then 9223372036854775807
      else (select case when a.tenant = $5::text then a.ordinal end from reports a where a.id = $3::text) end)
order by r.tenant desc, r.ended_at desc, r.ordinal desc
limit $4::int`,
};
