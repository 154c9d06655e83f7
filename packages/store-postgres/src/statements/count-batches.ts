import type { Statement } from '../statement.ts';
import { chosenBatches } from './chosen-batches.ts';

/** Of the branches all but one are empty before they are begun. $1 to $13 as in `chosenBatches`. */
export const countBatches: Statement<{ readonly batches: string }> = {
  name: 'count_batches',
  text: `
select count(*) as batches from (
  select from batches b
  where $3::text[] is null and $8::text is null and b.tenant = $1::text and b.status = any($2::text[]) and ${chosenBatches}
  union all
  select from batches b
  where $3::text[] is null and $8::text is null and $1::text is null and b.status = any($2::text[]) and ${chosenBatches}
  union all
  select from batches b
  where b.id = any($3::text[]) and ($1::text is null or b.tenant = $1::text) and b.status = any($2::text[])
    and ${chosenBatches}
  union all
  select from batches b
  where $3::text[] is null and b.input_file_id = $8::text and ($1::text is null or b.tenant = $1::text)
    and b.status = any($2::text[]) and ${chosenBatches}
) as chosen`,
};
