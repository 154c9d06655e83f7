import type { BatchPhase, RevisionWork } from '@spillway/core/store';
import type { Statement } from '../statement.ts';

export interface ReportRow {
  readonly id: string;
  readonly batch_id: string;
  readonly revision: number;
  readonly tenant: string;
  readonly user_id: string | null;
  readonly endpoint: string;
  readonly priority: number;
  readonly phase: BatchPhase;
  readonly created_at: string;
  readonly deadline_at: string;
  readonly ended_at: string;
  readonly work: RevisionWork;
}

/** Of all tenants. $1 ended then or later, $2 ended before, or null, $3 the id after which it begins or null, $4 how many. */
export const listReports: Statement<ReportRow> = {
  name: 'list_reports',
  text: `
select r.id, r.batch_id, r.revision, r.tenant, r.user_id, r.endpoint, r.priority, r.phase, r.created_at, r.deadline_at,
  r.ended_at, r.work
from reports r
where r.ended_at >= coalesce($1::bigint, -9223372036854775808) and r.ended_at < coalesce($2::bigint, 9223372036854775807)
  and (r.ended_at, r.ordinal) < (
    case when $3::text is null then 9223372036854775807 else (select a.ended_at from reports a where a.id = $3::text) end,
    case when $3::text is null then 9223372036854775807 else (select a.ordinal from reports a where a.id = $3::text) end)
order by r.ended_at desc, r.ordinal desc
limit $4::int`,
};
