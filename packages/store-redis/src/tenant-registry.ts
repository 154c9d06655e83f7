import type { TenantLimits, TenantPage, TenantRecord, TenantRegistry } from '@spillway/core/store';
import { listOf, numberOf, textOf } from './codec/reply.ts';
import type { StoreContext } from './context.ts';
import type { Reply } from './session.ts';

export function createTenantRegistry(context: StoreContext): TenantRegistry {
  return {
    put: (tenant) => putTenant(context, tenant),
    get: async (id) => (await tenantsBetween(context, { from: `[${id}`, to: `[${id}`, limit: 1 }))[0],
    list: (query) => listTenants(context, query),
  };
}

async function putTenant(
  { session, keys, now }: StoreContext,
  { id, limits }: { readonly id: string; readonly limits: TenantLimits },
): Promise<TenantRecord> {
  const values = [now(), id, JSON.stringify(limits)];
  const createdAt = numberOf(await session.run('put-tenant', [keys.tenants, keys.tenantIds], values));
  return { id, limits: JSON.parse(JSON.stringify(limits)) as TenantLimits, createdAt };
}

async function listTenants(
  context: StoreContext,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<TenantPage> {
  const from = after === undefined ? '-' : `(${after}`;
  const tenants = await tenantsBetween(context, { from, to: '+', limit: limit + 1 });
  return { tenants: tenants.slice(0, limit), hasMore: tenants.length > limit };
}

async function tenantsBetween(
  { session, keys }: StoreContext,
  { from, to, limit }: { readonly from: string; readonly to: string; readonly limit: number },
): Promise<readonly TenantRecord[]> {
  return listOf(await session.run('list-tenants', [keys.tenants, keys.tenantIds], [from, to, limit])).map(decodeTenant);
}

function decodeTenant(reply: Reply): TenantRecord {
  const [id, createdAt, limits] = listOf(reply);
  return { id: textOf(id), limits: JSON.parse(textOf(limits)) as TenantLimits, createdAt: numberOf(createdAt) };
}
