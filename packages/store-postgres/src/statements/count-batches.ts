import type { Statement } from '../statement.ts';
import { chosenBatches } from './chosen-batches.ts';

/** Of the two branches one is empty before it is begun. $1 to $13 as in `chosenBatches`. */
export const countBatches: Statement<{ readonly batches: string }> = {
  name: 'count_batches',
  text: `
select count(*) as batches from (
  select from batches b
  where b.tenant = $1::text and b.status = any($2::text[]) and ${chosenBatches}
  union all
  select from batches b
  where $1::text is null and b.tenant >= '' and b.status = any($2::text[]) and ${chosenBatches}
) as chosen`,
};
