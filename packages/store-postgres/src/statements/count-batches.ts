import type { Statement } from '../statement.ts';
import { chosenBatches } from './chosen-batches.ts';

/** Of the branches all but one are empty before they are begun. $1 to $14 as in `chosenBatches`. */
export const countBatches: Statement<{ readonly batches: string }> = {
  name: 'count_batches',
  text: `
select count(*) as batches from (
  select from batches b
  where $4::text[] is null and b.tenant = $1::text and b.phase = any($2::text[]) and ${chosenBatches}
  union all
  select from batches b
  where $4::text[] is null and $1::text is null and b.phase = any($2::text[]) and ${chosenBatches}
  union all
  select from batches b
  where b.id = any($4::text[]) and ($1::text is null or b.tenant = $1::text) and b.phase = any($2::text[])
    and ${chosenBatches}
) as chosen`,
};
