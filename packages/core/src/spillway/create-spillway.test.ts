import { describe, expect, test } from 'vitest';
import { createMemoryBlobs, createMemoryStore } from '../memory/index.ts';
import type { BatchOrder } from './batch-order.ts';
import { createSpillway } from './create-spillway.ts';
import type { Limits } from './limits.ts';
import type { Spillway } from './spillway.ts';

const order: BatchOrder = { inputFileId: 'file-1', endpoint: '/v1/chat/completions' };

function spillwayUnderTest(limits: Partial<Limits> = {}): Promise<Spillway> {
  return createSpillway({ store: createMemoryStore(), blobs: createMemoryBlobs(), limits });
}

test('limits that cannot work are refused by name when Spillway is opened', async () => {
  const opened = spillwayUnderTest({ tenantLiveBatches: 0 });
  await expect(opened).rejects.toMatchObject({ code: 'invalid_argument', param: 'limits.tenantLiveBatches' });
});

test('keys and tenants are those of the store', async () => {
  const store = createMemoryStore();
  await using spillway = await createSpillway({ store, blobs: createMemoryBlobs() });
  const { secret, key } = await spillway.keys.create({ name: 'nightly' });
  expect(await spillway.keys.find(secret)).toEqual(key);
  await spillway.tenants.put({ id: 'acme', limits: { liveBatches: 1 } });
  expect(await store.tenants?.get('acme')).toMatchObject({ limits: { liveBatches: 1 } });
});

describe('a batch', () => {
  test('is of the user who asks for it, or of nobody', async () => {
    await using spillway = await spillwayUnderTest();
    expect(await spillway.batches.create({ ...order, user: 'ada' })).toMatchObject({ user: 'ada' });
    expect(await spillway.batches.create(order)).toMatchObject({ user: null });
  });

  test('has the priority of its order, else that of its metadata', async () => {
    await using spillway = await spillwayUnderTest();
    const metadata = { priority: 'high' };
    expect(await spillway.batches.create({ ...order, metadata })).toMatchObject({ priority: 10, metadata });
    expect(await spillway.batches.create({ ...order, metadata, priority: 3 })).toMatchObject({ priority: 3 });
    const mistaken = spillway.batches.create({ ...order, metadata: { spillway_priority: 'urgent' } });
    await expect(mistaken).rejects.toMatchObject({ param: 'metadata.spillway_priority' });
    await expect(spillway.batches.create({ ...order, priority: 1.5 })).rejects.toMatchObject({ param: 'priority' });
  });

  test('is refused at the limit of its tenant, and another tenant is not', async () => {
    await using spillway = await spillwayUnderTest({ tenantLiveBatches: 1 });
    await spillway.batches.create({ ...order, tenant: 'acme' });
    const beyond = spillway.batches.create({ ...order, tenant: 'acme' });
    await expect(beyond).rejects.toMatchObject({ code: 'limit_reached', retryAfterMs: 30_000 });
    await spillway.batches.create({ ...order, tenant: 'other' });
  });
});

describe('an idempotency key', () => {
  const keyed: BatchOrder = { ...order, user: 'ada', idempotencyKey: 'once' };

  test('answers its batch before any limit is looked at', async () => {
    await using spillway = await spillwayUnderTest({ tenantLiveBatches: 1 });
    const batch = await spillway.batches.create(keyed);
    expect(await spillway.batches.create(keyed)).toEqual(batch);
    const other = spillway.batches.create({ ...keyed, window: '1h' });
    await expect(other).rejects.toMatchObject({ code: 'invalid_argument', param: 'idempotency_key' });
    await expect(spillway.batches.create({ ...keyed, idempotencyKey: 'twice' })).rejects.toMatchObject({
      code: 'limit_reached',
    });
  });

  test('of another user is used before', async () => {
    await using spillway = await spillwayUnderTest();
    await spillway.batches.create(keyed);
    const { user: _, ...ofNobody } = keyed;
    for (const other of [{ ...keyed, user: 'bob' }, ofNobody]) {
      await expect(spillway.batches.create(other)).rejects.toMatchObject({ param: 'idempotency_key' });
    }
  });
});
