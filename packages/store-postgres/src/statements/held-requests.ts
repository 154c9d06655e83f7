import type { Statement } from '../statement.ts';

export interface HeldRequestsRow {
  readonly tenant: string;
  readonly requests: string;
}

/**
 * What workers hold, by tenant: a visit of every live claim of the installation, so it is asked only where a cap is set.
 * A count beside the charges would be one more row to write with each claim and settlement, and would be wrong from the
 * first lease that lapses. $1 the harness's time.
 */
export const heldRequests: Statement<HeldRequestsRow> = {
  name: 'held_requests',
  text: `
select l.tenant, sum(s.open_count) as requests
from shards s join lanes l on l.id = s.lane_id
where s.held and s.due_at > coalesce($1::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint)
group by l.tenant`,
};
