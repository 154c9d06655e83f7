import type { ProgressPoint } from '@spillway/core/store';
import type { Database } from '../database.ts';

const points = `
  select cast(settledAt / :spanMs as integer) * :spanMs as at, pool, sum(json_array_length(lines, '$.lengths')) as requests
  from settlements
  where batchId = :batchId and lines is not null
  group by 1, 2
  order by 1`;

export function measureProgress(db: Database, batchId: string, spanMs: number): ProgressPoint[] {
  return db.all<ProgressPoint>(points, { batchId, spanMs });
}
