import { SpillwayError } from '@spillway/core/errors';
import type { TenantRecord, TenantRegistry } from '@spillway/core/store';
import type { StoreContext } from './context.ts';
import type { TenantRow } from './statements/get-tenant.ts';

export function createTenantRegistry({ session, statements, now }: StoreContext): TenantRegistry {
  return {
    async put({ id, limits }) {
      const [row] = await session.rows(statements.putTenant, [id, JSON.stringify(limits), now()]);
      if (!row) throw new SpillwayError(`The tenant ${id} was not recorded.`, { code: 'internal' });
      return decodeTenant(row);
    },
    async get(id) {
      const [row] = await session.rows(statements.getTenant, [id]);
      return row && decodeTenant(row);
    },
    async list({ after = null, limit }) {
      const rows = await session.rows(statements.listTenants, [after, limit + 1]);
      return { tenants: rows.slice(0, limit).map(decodeTenant), hasMore: rows.length > limit };
    },
  };
}

function decodeTenant({ id, limits, created_at }: TenantRow): TenantRecord {
  return { id, limits, createdAt: Number(created_at) };
}
