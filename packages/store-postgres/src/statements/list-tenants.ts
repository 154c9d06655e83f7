import type { Statement } from '../statement.ts';
import type { TenantRow } from './get-tenant.ts';

/** $1 the id after which the page begins or null, $2 how many. */
export const listTenants: Statement<TenantRow> = {
  name: 'list_tenants',
  text: `
select t.id, t.limits, t.created_at
from tenants t
where $1::text is null or t.id > $1::text
order by t.id
limit $2::int`,
};
