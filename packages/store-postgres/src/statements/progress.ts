import type { Statement } from '../statement.ts';

export interface ProgressRow {
  readonly at: string;
  readonly pool: string | null;
  readonly requests: string;
}

/** Reads how many positions each settlement with lines has, and none of its arrays. $1 batch, $2 the length of a span. */
export const progress: Statement<ProgressRow> = {
  name: 'progress',
  text: `
select s.settled_at / $2::bigint * $2::bigint as at, s.pool, sum(cardinality(s.positions)) as requests
from settlements s
where s.batch_id = $1::text and s.mark is null
group by 1, 2
order by 1`,
};
