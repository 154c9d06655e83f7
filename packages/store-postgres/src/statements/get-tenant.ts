import type { TenantLimits } from '@spillway/core/store';
import type { Statement } from '../statement.ts';

export interface TenantRow {
  readonly id: string;
  readonly limits: TenantLimits;
  readonly created_at: string;
}

/** $1 id. */
export const getTenant: Statement<TenantRow> = {
  name: 'get_tenant',
  text: `
select t.id, t.limits, t.created_at
from tenants t
where t.id = $1::text`,
};
