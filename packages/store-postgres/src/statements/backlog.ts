import type { Statement } from '../statement.ts';

export interface BacklogRow {
  readonly batches: string;
  readonly requests: string;
}

/** Without what shards have ended and not folded yet, so requests are an upper bound. $1 user or null for all. */
export const backlog: Statement<BacklogRow> = {
  name: 'backlog',
  text: `
select count(*) as batches, coalesce(sum(b.open), 0) as requests
from batches b
where b.phase in ('validating', 'in_progress', 'finalizing') and ($1::text is null or b.user_id = $1::text)`,
};
