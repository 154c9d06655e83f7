import type { Statement } from '../statement.ts';
import type { BacklogRow } from './backlog.ts';

/** Looks at the shards in hands of every live batch, as `readBatches` does. $1 tenant, $2 user, each null for all. */
export const exactBacklog: Statement<BacklogRow> = {
  name: 'exact_backlog',
  text: `
select count(*) as batches, coalesce(sum(b.open - p.ended), 0) as requests
from batches b
  cross join lateral (
    select coalesce(sum(s.succeeded + s.failed + s.dead_lettered + s.expired + s.cancelled), 0) as ended
    from lanes l join shards s on s.lane_id = l.id and s.due_at > 0
    where l.batch_id = b.id
  ) as p
where b.phase in ('validating', 'in_progress', 'finalizing')
  and ($1::text is null or b.tenant = $1::text) and ($2::text is null or b.user_id = $2::text)`,
};
