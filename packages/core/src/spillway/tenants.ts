import { SpillwayError } from '../errors/index.ts';
import type { Store, TenantLimits, TenantRegistry } from '../store/index.ts';
import type { SpillwayTenants } from './access.ts';
import { refuseBadAccountName } from './account-name.ts';

/** The least that each limit of a tenant may be: a tenant may be kept from new batches, but not from every answer. */
const least: Readonly<Record<keyof TenantLimits, number>> = {
  liveBatches: 0,
  userLiveBatches: 0,
  openRequests: 0,
  userOpenRequests: 0,
  runningRequests: 0,
  callsPerMinute: 1,
};

/** Tenants with limits of their own. */
export function createTenants(store: Pick<Store, 'tenants'>): SpillwayTenants {
  return {
    async put({ id, limits }) {
      const tenants = tenantsOf(store);
      refuseBadAccountName(id, 'id');
      return tenants.put({ id, limits: checked(limits) });
    },
    get: async (id) => store.tenants?.get(id),
    list: async ({ limit = 20, ...query } = {}) => tenantsOf(store).list({ limit, ...query }),
  };
}

function tenantsOf({ tenants }: Pick<Store, 'tenants'>): TenantRegistry {
  if (tenants) return tenants;
  throw new SpillwayError('The store does not keep tenants.', {
    code: 'invalid_argument',
    param: 'store',
    hint: 'Use a store with the role `tenants`, or set the limits of the server.',
  });
}

function checked(limits: TenantLimits): TenantLimits {
  const said = Object.entries(limits).filter(([, value]) => value !== undefined);
  for (const [name, value] of said) refuseBadLimit(name, value);
  return Object.fromEntries(said);
}

function refuseBadLimit(name: string, value: unknown): void {
  const from = Object.entries(least).find(([known]) => known === name)?.[1];
  if (from !== undefined && Number.isSafeInteger(value) && (value as number) >= from) return;
  const why = from === undefined ? 'is not known' : `must be a whole number from ${from}, and is ${String(value)}`;
  throw new SpillwayError(`limits.${name} ${why}.`, {
    code: 'invalid_argument',
    param: `limits.${name}`,
    hint: `The limits of a tenant are ${Object.keys(least).join(', ')}; leave one out for the server's own.`,
  });
}
