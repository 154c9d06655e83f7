import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import type { Backlog, NewBatch, Store, TenantLimits } from '../store/index.ts';
import { createAdmission } from './admission.ts';
import { defaultLimits, type Limits } from './limits.ts';

interface Given {
  readonly limits?: Partial<Limits>;
  readonly own?: TenantLimits;
  /** What the ledger says; counted from the batches when left out. */
  readonly backlog?: Backlog;
}

/** An admission on a memory store that notes what the ledger was asked. */
async function underTest({ limits, own, backlog }: Given) {
  const store = createMemoryStore();
  if (own) await store.tenants?.put({ id: 'acme', limits: own });
  const asked: object[] = [];
  const batches: Store['batches'] = {
    ...store.batches,
    async backlog(query) {
      asked.push(query);
      return backlog ?? store.batches.backlog(query);
    },
  };
  const admission = createAdmission({ store: { ...store, batches }, limits: { ...defaultLimits, ...limits } });
  let ids = 0;
  const create = (overrides: Partial<NewBatch> = {}) =>
    admission.create(newBatch({ id: `batch_${++ids}`, ...overrides }));
  return { store, asked, create, admission };
}

function newBatch(overrides: Partial<NewBatch>): NewBatch {
  return {
    id: 'batch',
    tenant: 'acme',
    user: 'ada',
    inputFileId: 'file',
    endpoint: '/v1/chat/completions',
    window: '24h',
    windowMs: 86_400_000,
    metadata: null,
    priority: 1,
    fingerprint: 'fingerprint',
    settings: {
      version: 1,
      maxAttempts: 3,
      requestTimeoutMs: 1,
      mixedModels: false,
      maxRequests: 1,
      outputExpiresAfterMs: null,
    },
    permissions: {},
    ...overrides,
  };
}

const cases = [
  ['liveBatches', 'batches', {}, 'All tenants together have no room for more unfinished batches; the limit is 3.'],
  ['openRequests', 'requests', {}, 'All tenants together have no room for more unfinished requests; the limit is 3.'],
  ['tenantLiveBatches', 'batches', { tenant: 'acme' }, "The tenant 'acme' has 3 unfinished batches; the limit is 3."],
  [
    'tenantOpenRequests',
    'requests',
    { tenant: 'acme' },
    "The tenant 'acme' has 3 unfinished requests; the limit is 3.",
  ],
  [
    'userLiveBatches',
    'batches',
    { tenant: 'acme', user: 'ada' },
    "The user 'ada' has 3 unfinished batches; the limit is 3.",
  ],
  [
    'userOpenRequests',
    'requests',
    { tenant: 'acme', user: 'ada' },
    "The user 'ada' has 3 unfinished requests; the limit is 3.",
  ],
] as const;

describe.each(cases)('%s', (name, what, of, message) => {
  test('lets a batch in below it and refuses one at it, with the bound, of whom, and when to try again', async () => {
    const [below, at] = [2, 3].map((count) => ({ batches: 0, requests: 0, [what]: count }));
    const open = await underTest({ limits: { [name]: 3 }, ...(below && { backlog: below }) });
    expect(await open.create()).toMatchObject({ id: 'batch_1' });
    expect(open.asked).toEqual([of]);
    const full = await underTest({ limits: { [name]: 3 }, ...(at && { backlog: at }) });
    const refusal = { code: 'limit_reached', message, param: `limits.${name}`, retryAfterMs: 30_000, retryable: true };
    await expect(full.create()).rejects.toMatchObject(refusal);
    expect(await full.store.batches.get({ tenant: 'acme', id: 'batch_1' })).toBeUndefined();
  });
});

test('without bounds the ledger is not asked what waits', async () => {
  const { create, asked } = await underTest({ own: { callsPerMinute: 1 } });
  await create();
  expect(asked).toEqual([]);
});

test('without bounds no batch waits for another', async () => {
  const store = createMemoryStore();
  const create: Store['batches']['create'] = (batch) =>
    batch.id === 'stuck' ? new Promise(() => {}) : store.batches.create(batch);
  const { create: admit } = createAdmission({
    store: { batches: { ...store.batches, create } },
    limits: defaultLimits,
  });
  void admit(newBatch({ id: 'stuck' }));
  expect(await admit(newBatch({ id: 'free' }))).toMatchObject({ id: 'free' });
});

test('the ledger is asked once for everybody that has a bound', async () => {
  const limits = { liveBatches: 9, openRequests: 9, tenantLiveBatches: 9, userLiveBatches: 9, userOpenRequests: 9 };
  const { create, asked } = await underTest({ limits });
  await create();
  expect(asked).toEqual([{}, { tenant: 'acme' }, { tenant: 'acme', user: 'ada' }]);
  await create({ user: null });
  expect(asked.slice(3)).toEqual([{}, { tenant: 'acme' }]);
});

describe("a tenant's own limits", () => {
  test('go before those of the server, wider or narrower', async () => {
    const server = { tenantLiveBatches: 2, userLiveBatches: 2 };
    const wide = await underTest({ limits: server, own: { liveBatches: 4, userLiveBatches: 4 } });
    for (let count = 0; count < 4; count++) await wide.create();
    await expect(wide.create()).rejects.toMatchObject({ message: expect.stringContaining('the limit is 4') });
    const narrow = await underTest({ limits: server, own: { userLiveBatches: 1 } });
    await narrow.create();
    await expect(narrow.create()).rejects.toMatchObject({ param: 'limits.userLiveBatches' });
    await narrow.create({ user: 'bob' });
    await expect(narrow.create({ user: 'cyd' })).rejects.toMatchObject({ param: 'limits.tenantLiveBatches' });
  });

  test.each([
    ['liveBatches', 'batches'],
    ['openRequests', 'requests'],
    ['userLiveBatches', 'batches'],
    ['userOpenRequests', 'requests'],
  ] as const)('bound its %s', async (name, what) => {
    const full = await underTest({ own: { [name]: 3 }, backlog: { batches: 0, requests: 0, [what]: 3 } });
    await expect(full.create()).rejects.toMatchObject({
      code: 'limit_reached',
      message: expect.stringContaining(what),
    });
    const open = await underTest({ own: { [name]: 3 }, backlog: { batches: 2, requests: 2 } });
    await open.create();
  });

  test('of nothing keep it from new batches', async () => {
    const { create } = await underTest({ own: { openRequests: 0 } });
    await expect(create()).rejects.toMatchObject({ param: 'limits.tenantOpenRequests' });
    await create({ tenant: 'other' });
  });

  test('are none where the store keeps no tenants', async () => {
    const { tenants: _, ...store } = createMemoryStore();
    const { create: admit } = createAdmission({ store, limits: { ...defaultLimits, tenantLiveBatches: 1 } });
    await admit(newBatch({ id: 'one' }));
    await expect(admit(newBatch({ id: 'two' }))).rejects.toMatchObject({ code: 'limit_reached' });
  });
});

test('a batch that exists is answered however full it is', async () => {
  const { create } = await underTest({ limits: { tenantLiveBatches: 1 } });
  const first = await create({ id: 'batch_same' });
  expect(await create({ id: 'batch_same' })).toEqual(first);
  await expect(create()).rejects.toMatchObject({ code: 'limit_reached' });
});

test('of creates at the same moment no more than the bound are let in, and a repeat of one that was is answered', async () => {
  const { create } = await underTest({ limits: { tenantLiveBatches: 3 } });
  const settled = await Promise.allSettled(Array.from({ length: 10 }, () => create()));
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  const twice = await underTest({ limits: { tenantLiveBatches: 1 } });
  const [one, other] = await Promise.all([twice.create({ id: 'batch_same' }), twice.create({ id: 'batch_same' })]);
  expect(one).toEqual(other);
});

test('a bound on all together holds for creates of many tenants at the same moment', async () => {
  const { create } = await underTest({ limits: { liveBatches: 3 } });
  const creates = Array.from({ length: 10 }, (_, index) => create({ tenant: `tenant-${index}` }));
  const settled = await Promise.allSettled(creates);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
});

test('a batch is reopened only while there is room for one more', async () => {
  const { create, admission } = await underTest({ limits: { tenantLiveBatches: 1 } });
  const batch = await create();
  const full = admission.reopen(batch, async () => 'reopened');
  await expect(full).rejects.toMatchObject({ code: 'limit_reached', param: 'limits.tenantLiveBatches' });
  expect(await admission.reopen({ ...batch, tenant: 'other' }, async () => 'reopened')).toBe('reopened');
});

test('a batch that has ended makes room', async () => {
  const { create, store } = await underTest({ limits: { tenantLiveBatches: 1 } });
  await create();
  await expect(create()).rejects.toMatchObject({ code: 'limit_reached' });
  const [step] = await store.batches.claimDue({ limit: 1, leaseMs: 1_000 });
  if (step) await store.batches.advance(step, { phase: 'failed', dueInMs: null });
  await create();
});
