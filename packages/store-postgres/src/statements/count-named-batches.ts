import type { Statement } from '../statement.ts';
import { chosenByRecord } from './chosen-batches.ts';

/** Among those that are named, by id or by their input file, see `listNamedBatches`. $1 to $13 as in `chosenByRecord`. */
export const countNamedBatches: Statement<{ readonly batches: string }> = {
  name: 'count_named_batches',
  text: `
with named as materialized (
  select b.* from unnest($3::text[]) as wanted (id) join batches b on b.id = wanted.id
  union all
  select b.* from batches b where $3::text[] is null and b.input_file_id = $8::text
)
select count(distinct b.id) as batches
from named b
where ($1::text is null or b.tenant = $1::text) and b.status = any($2::text[]) and ${chosenByRecord}`,
};
