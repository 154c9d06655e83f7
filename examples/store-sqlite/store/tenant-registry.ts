import type { TenantPage, TenantRecord, TenantRegistry } from '@spillway/core/store';
import type { Database } from './database.ts';

export function createTenantRegistry(db: Database): TenantRegistry {
  return {
    put: async (tenant) => db.write(() => putTenant(db, tenant)),
    get: async (id) => db.read(() => getTenant(db, id)),
    list: async (query) => db.read(() => listTenants(db, query)),
  };
}

type TenantRow = Omit<TenantRecord, 'limits'> & { readonly limits: string };

const put = `
  insert into tenants (id, limits, createdAt) values (:id, :limits, :now)
  on conflict (id) do update set limits = excluded.limits
  returning *`;
const byId = 'select * from tenants where id = :id';
const page = 'select * from tenants where id > :after order by id limit :limit';

function toTenant({ limits, ...row }: TenantRow): TenantRecord {
  return { ...row, limits: JSON.parse(limits) };
}

function putTenant(db: Database, { id, limits }: Omit<TenantRecord, 'createdAt'>): TenantRecord {
  const row = db.get<TenantRow>(put, { id, limits, now: db.now() });
  return toTenant(row as TenantRow);
}

function getTenant(db: Database, id: string): TenantRecord | undefined {
  const row = db.get<TenantRow>(byId, { id });
  return row && toTenant(row);
}

function listTenants(db: Database, { after = '', limit }: { after?: string; limit: number }): TenantPage {
  const rows = db.all<TenantRow>(page, { after, limit: limit + 1 });
  return { tenants: rows.slice(0, limit).map(toTenant), hasMore: rows.length > limit };
}
