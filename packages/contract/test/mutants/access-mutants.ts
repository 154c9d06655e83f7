import type { AccessRegistry, Store, TenantRegistry } from '@spillway/core/store';
import type { Mutant } from './mutant.ts';

function withAccess(store: Store, change: (access: AccessRegistry) => Partial<AccessRegistry>): Store {
  const access = store.access as AccessRegistry;
  return { ...store, access: { ...access, ...change(access) } };
}

function withTenants(store: Store, change: (tenants: TenantRegistry) => Partial<TenantRegistry>): Store {
  const tenants = store.tenants as TenantRegistry;
  return { ...store, tenants: { ...tenants, ...change(tenants) } };
}

/** Keys are found by a copy that no revocation and no clock reaches. */
function findFromCache(store: Store): Store {
  const cache = new Map<string, Awaited<ReturnType<AccessRegistry['get']>>>();
  return withAccess(store, (access) => ({
    async create(key) {
      const record = await access.create(key);
      cache.set(key.digest, record);
      return record;
    },
    get: async (digest) => cache.get(digest),
  }));
}

/** A revoked id or secret is taken as if nobody had ever had it. */
function forgetRevoked(store: Store): Store {
  const revoked = new Map<string, string>();
  return withAccess(store, (access) => ({
    async create(key) {
      const known = [...revoked].some(([id, digest]) => id === key.id || digest === key.digest);
      const fresh = known ? { ...key, id: `${key.id}+`, digest: `${key.digest}+` } : key;
      const record = await access.create(fresh);
      revoked.set(key.id, key.digest);
      return record;
    },
    get: async (digest) => (await access.get(`${digest}+`)) ?? (await access.get(digest)),
  }));
}

function listOfAll(store: Store): Store {
  return withAccess(store, (access) => ({ list: ({ tenant: _, ...query }) => access.list(query) }));
}

/** An unknown `after` begins at the beginning. */
function listFromTheStart(store: Store): Store {
  return withAccess(store, (access) => ({
    async list({ after, ...query }) {
      const page = await access.list({ ...query, ...(after !== undefined && { after }) });
      return page.keys.length === 0 ? access.list(query) : page;
    },
  }));
}

/** What is left out of the new limits stays from before. */
function mergeLimits(store: Store): Store {
  return withTenants(store, (tenants) => ({
    async put({ id, limits }) {
      return tenants.put({ id, limits: { ...(await tenants.get(id))?.limits, ...limits } });
    },
  }));
}

/** Every put stamps the time again. */
function restampTenants(store: Store, now: () => number): Store {
  const stamps = new Map<string, number>();
  return withTenants(store, (tenants) => ({
    async put(tenant) {
      stamps.set(tenant.id, now());
      return { ...(await tenants.put(tenant)), createdAt: now() };
    },
    async get(id) {
      const found = await tenants.get(id);
      return found && { ...found, createdAt: stamps.get(id) ?? found.createdAt };
    },
  }));
}

export const accessMutants: readonly Mutant[] = [
  {
    name: 'a revoked or expired key is still found',
    plant: findFromCache,
    caughtBy: [
      'access: a key is not found from the moment of its expiry',
      'access: remove revokes the key at once',
      'access: a revoked key is revoked for ever',
    ],
    foundByTwins: false,
  },
  {
    name: 'the secret of a known key is taken again',
    plant: forgetRevoked,
    caughtBy: ['access: a revoked key is revoked for ever', 'access: the id or the digest of another key'],
    foundByTwins: false,
  },
  {
    name: 'a list of keys is of every tenant',
    plant: listOfAll,
    caughtBy: ['access: keys are listed newest first, of one tenant or of all'],
    foundByTwins: false,
  },
  {
    name: 'an unknown after begins the list of keys again',
    plant: listFromTheStart,
    caughtBy: ['access: an unknown after answers an empty page'],
    foundByTwins: false,
  },
  {
    name: 'limits of a tenant are merged',
    plant: mergeLimits,
    caughtBy: ['tenants: put replaces the limits as a whole'],
    foundByTwins: false,
  },
  {
    name: 'a put tenant is new again',
    plant: (store, clock) => restampTenants(store, clock.now),
    caughtBy: ['tenants: a replay of put changes nothing', 'tenants: put replaces the limits as a whole'],
    foundByTwins: false,
  },
  {
    name: 'tenants are listed by age',
    plant: (store) =>
      withTenants(store, (tenants) => ({
        async list(query) {
          const page = await tenants.list(query);
          return { ...page, tenants: page.tenants.toReversed() };
        },
      })),
    caughtBy: ['tenants: tenants are listed by id ascending, from behind after'],
    foundByTwins: false,
  },
];
