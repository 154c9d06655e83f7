import type { Statement } from '../statement.ts';
import type { BacklogRow } from './backlog.ts';

/**
 * A statement of its own, since a tenant that may be null would read what is live of everybody. $1 tenant, $2 user or
 * null for all.
 */
export const backlogOfTenant: Statement<BacklogRow> = {
  name: 'backlog_of_tenant',
  text: `
select count(*) as batches, coalesce(sum(b.open), 0) as requests
from batches b
where b.tenant = $1::text and b.phase in ('validating', 'in_progress', 'finalizing')
  and ($2::text is null or b.user_id = $2::text)`,
};
