import type { Statement } from '../statement.ts';

/** The ids of a page, newest first. $1 tenant, $2 the id after which it begins or null, $3 how many. */
export const listBatches: Statement<{ readonly id: string }> = {
  name: 'list_batches',
  text: `
select b.id
from batches b
where b.tenant = $1::text and b.ordinal < case when $2::text is null then 9223372036854775807 else (
  select a.ordinal from batches a where a.id = $2::text and a.tenant = $1::text) end
order by b.tenant desc, b.ordinal desc
limit $3::int`,
};
