import type { Statement } from '../statement.ts';
import { chosenByIndex, chosenByRecord } from './chosen-batches.ts';

/** Of the two branches one is empty before it is begun. $1 to $13 as in `chosenByRecord`. */
const count = (chosen: string): string => `
select count(*) as batches from (
  select from batches b
  where b.tenant = $1::text and b.status = any($2::text[]) and ${chosen}
  union all
  select from batches b
  where $1::text is null and b.tenant >= '' and b.status = any($2::text[]) and ${chosen}
) as chosen`;

/** For filters that the index answers. */
export const countBatches: Statement<{ readonly batches: string }> = {
  name: 'count_batches',
  text: count(chosenByIndex),
};

/** For filters by words and models, which stand in the records. */
export const countFoundBatches: Statement<{ readonly batches: string }> = {
  name: 'count_found_batches',
  text: count(chosenByRecord),
};
