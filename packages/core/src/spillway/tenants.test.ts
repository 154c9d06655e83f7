import { expect, test } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import type { TenantLimits } from '../store/index.ts';
import { createTenants } from './tenants.ts';

test('a tenant is recorded with its limits, and listed by its id', async () => {
  const tenants = createTenants(createMemoryStore({ now: () => 1_000 }));
  const limits = { liveBatches: 0, openRequests: 5, callsPerMinute: 1 };
  const acme = await tenants.put({ id: 'acme', limits });
  expect(acme).toEqual({ id: 'acme', limits, createdAt: 1_000 });
  expect(await tenants.get('acme')).toEqual(acme);
  expect(await tenants.get('other')).toBeUndefined();
  await tenants.put({ id: 'Zoo', limits: {} });
  expect((await tenants.list()).tenants.map(({ id }) => id)).toEqual(['Zoo', 'acme']);
  expect(await tenants.list({ after: 'Zoo', limit: 1 })).toEqual({ tenants: [acme], hasMore: false });
});

test('a limit that is undefined is left out', async () => {
  const tenants = createTenants(createMemoryStore());
  const limits = { liveBatches: undefined, openRequests: 1 } as unknown as TenantLimits;
  expect((await tenants.put({ id: 'acme', limits })).limits).toStrictEqual({ openRequests: 1 });
});

test.each(['', 'a b', 'a/b', 'x'.repeat(65)])('the name %j is refused', async (id) => {
  const call = createTenants(createMemoryStore()).put({ id, limits: {} });
  await expect(call).rejects.toMatchObject({ code: 'invalid_argument', param: 'id' });
});

const refused: readonly object[] = [
  { batches: 1 },
  { toString: 1 },
  { liveBatches: -1 },
  { userLiveBatches: 1.5 },
  { openRequests: Number.POSITIVE_INFINITY },
  { userOpenRequests: '5' },
  { callsPerMinute: 0 },
  { callsPerMinute: null },
];

test.each(refused)('the limits %j are refused by name', async (limits) => {
  const store = createMemoryStore();
  const call = createTenants(store).put({ id: 'acme', limits: limits as TenantLimits });
  await expect(call).rejects.toMatchObject({ code: 'invalid_argument', param: `limits.${Object.keys(limits)[0]}` });
  expect(await store.tenants?.get('acme')).toBeUndefined();
});

test.each(['batches', 'toString'])('the limit %s is not known', async (name) => {
  const call = createTenants(createMemoryStore()).put({ id: 'acme', limits: { [name]: 1 } });
  await expect(call).rejects.toThrow(`limits.${name} is not known.`);
});

test('on a store that keeps no tenants none is found, and all else is refused', async () => {
  const tenants = createTenants({});
  for (const call of [tenants.put({ id: 'a', limits: {} }), tenants.list()]) {
    await expect(call).rejects.toMatchObject({ code: 'invalid_argument', message: 'The store does not keep tenants.' });
  }
  expect(await tenants.get('a')).toBeUndefined();
});
