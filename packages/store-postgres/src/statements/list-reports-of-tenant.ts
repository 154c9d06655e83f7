import type { Statement } from '../statement.ts';
import type { ReportRow } from './list-reports.ts';

/** $1 to $4 as in `listReports`, $5 tenant. */
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
      else (select a.ended_at from reports a where a.id = $3::text and a.tenant = $5::text) end,
    case when $3::text is null then 9223372036854775807
      else (select a.ordinal from reports a where a.id = $3::text and a.tenant = $5::text) end)
order by r.tenant desc, r.ended_at desc, r.ordinal desc
limit $4::int`,
};
