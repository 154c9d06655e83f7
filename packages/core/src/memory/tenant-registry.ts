import type { TenantPage, TenantRecord, TenantRegistry } from '../store/tenant-registry.ts';
import type { MemoryState } from './memory-state.ts';

export function createTenantRegistry(state: MemoryState): TenantRegistry {
  return {
    put: async (tenant) => putTenant(state, tenant),
    get: async (id) => structuredClone(state.tenants.get(id)),
    list: async (query) => structuredClone(listTenants(state, query)),
  };
}

function putTenant({ tenants, now }: MemoryState, { id, limits }: Omit<TenantRecord, 'createdAt'>): TenantRecord {
  const record = structuredClone({ id, limits, createdAt: tenants.get(id)?.createdAt ?? now() });
  tenants.set(id, record);
  return structuredClone(record);
}

function listTenants({ tenants }: MemoryState, { after, limit }: { after?: string; limit: number }): TenantPage {
  const rest = [...tenants.values()]
    .filter(({ id }) => after === undefined || after < id)
    .sort((left, right) => (left.id < right.id ? -1 : 1));
  return { tenants: rest.slice(0, limit), hasMore: rest.length > limit };
}
