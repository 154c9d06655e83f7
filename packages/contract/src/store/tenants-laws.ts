import assert from 'node:assert/strict';
import { type Law, lawsOf } from '../law.ts';
import { readPages } from '../read-pages.ts';
import { roleOf } from './optional-roles.ts';
import type { StoreHarness } from './store-harness.ts';

export const tenantLaws: readonly Law<StoreHarness>[] = lawsOf('tenants', {
  'put records the tenant and stamps the time': async (harness) => {
    const tenants = roleOf(harness, 'tenants');
    const id = harness.freshId();
    const limits = { liveBatches: 1, userLiveBatches: 0, openRequests: 9_007_199_254_740_991, callsPerMinute: 60 };
    const record = await tenants.put({ id, limits });
    assert.deepEqual(record, { id, limits, createdAt: harness.clock.now() });
    assert.deepEqual(await tenants.get(id), record);
  },

  'put replaces the limits as a whole and keeps the time of the first': async (harness) => {
    const tenants = roleOf(harness, 'tenants');
    const id = harness.freshId();
    const first = await tenants.put({ id, limits: { liveBatches: 1, openRequests: 100 } });
    harness.clock.advance(10);
    const second = await tenants.put({ id, limits: { userOpenRequests: 5 } });
    assert.deepEqual(second, { ...first, limits: { userOpenRequests: 5 } });
    assert.deepEqual(await tenants.get(id), second);
  },

  'a replay of put changes nothing': async (harness) => {
    const tenants = roleOf(harness, 'tenants');
    const tenant = { id: harness.freshId(), limits: { liveBatches: 1 } };
    const record = await tenants.put(tenant);
    harness.clock.advance(10);
    assert.deepEqual(await tenants.put(tenant), record);
    assert.deepEqual(await tenants.get(tenant.id), record);
  },

  'of concurrent puts of one tenant one stands': async (harness) => {
    const tenants = roleOf(harness, 'tenants');
    const id = harness.freshId();
    const puts = Array.from({ length: 8 }, (_, liveBatches) => tenants.put({ id, limits: { liveBatches } }));
    const records = await Promise.all(puts);
    const found = await tenants.get(id);
    assert.ok(records.some(({ limits }) => limits.liveBatches === found?.limits.liveBatches));
    for (const { createdAt } of records) assert.equal(createdAt, found?.createdAt);
  },

  'a tenant that was not put is undefined': async (harness) => {
    const tenants = roleOf(harness, 'tenants');
    await tenants.put({ id: harness.freshId(), limits: {} });
    assert.equal(await tenants.get(harness.freshId()), undefined);
  },

  'tenants are listed by id ascending, from behind after': async (harness) => {
    const tenants = roleOf(harness, 'tenants');
    const prefix = harness.freshId();
    const ids = ['-', '-0', '-a', '-a0', '-aa', '-z'].map((ending) => prefix + ending);
    for (const id of ids.toReversed()) await tenants.put({ id, limits: { liveBatches: 1 } });
    const all = await readPages(async (position) => {
      const page = await tenants.list({ limit: 2, ...position });
      assert.ok(page.tenants.length <= 2);
      return { keys: page.tenants.map(({ id }) => id), hasMore: page.hasMore };
    });
    assert.deepEqual(
      all.filter((id) => id.startsWith(`${prefix}-`)),
      ids,
    );
    // Whether that tenant is there or not.
    const behind = await tenants.list({ after: `${prefix}-1`, limit: 1 });
    assert.deepEqual(behind, { tenants: [await tenants.get(`${prefix}-a`)], hasMore: true });
  },
});
