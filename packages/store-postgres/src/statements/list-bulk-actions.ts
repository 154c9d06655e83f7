import type { Statement } from '../statement.ts';

/** The ids of a page, newest first. Where it begins is looked up by its id alone, which names one row. $1 tenant, $2 the id or null, $3 how many. */
export const listBulkActions: Statement<{ readonly id: string }> = {
  name: 'list_bulk_actions',
  text: `
select a.id
from bulk_actions a
where a.tenant = $1::text and a.ordinal < case when $2::text is null then 9223372036854775807 else (
  select case when b.tenant = $1::text then b.ordinal end from bulk_actions b where b.id = $2::text) end
order by a.tenant desc, a.ordinal desc
limit $3::int`,
};
