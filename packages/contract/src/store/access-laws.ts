import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { AccessKey, AccessKeyQuery, AccessRegistry, NewAccessKey } from '@spillway/core/store';
import { type Law, lawsOf } from '../law.ts';
import { readPages } from '../read-pages.ts';
import { refuses } from '../refuses.ts';
import { roleOf } from './optional-roles.ts';
import type { StoreHarness } from './store-harness.ts';

function newKey({ freshId }: StoreHarness, overrides: Partial<NewAccessKey> = {}): NewAccessKey {
  const id = freshId();
  return {
    id,
    digest: createHash('sha256').update(id).digest('hex'),
    tenant: freshId(),
    user: null,
    name: 'of the nightly run',
    scopes: ['read', 'write'],
    hint: 'x7Q_',
    expiresInMs: null,
    ...overrides,
  };
}

/** The ids of all keys that the query finds, read page by page. */
function listed(access: AccessRegistry, query: Partial<AccessKeyQuery>): Promise<readonly string[]> {
  return readPages(async (position) => {
    const page = await access.list({ limit: 2, ...query, ...position });
    assert.ok(page.keys.length <= (query.limit ?? 2));
    return { keys: idsOf(page.keys), hasMore: page.hasMore };
  });
}

const idsOf = (keys: readonly AccessKey[]): readonly string[] => keys.map(({ id }) => id);

export const accessLaws: readonly Law<StoreHarness>[] = lawsOf('access', {
  'create records a key and stamps the times; the digest finds it': async (harness) => {
    const access = roleOf(harness, 'access');
    const { digest, expiresInMs, ...key } = newKey(harness, { user: 'ada', scopes: ['operator', 'read'] });
    const createdAt = harness.clock.now();
    const record = await access.create({ ...key, digest, expiresInMs: 5_000 });
    assert.deepEqual(record, { ...key, createdAt, expiresAt: createdAt + 5_000 });
    assert.deepEqual(await access.get(digest), record);
    assert.deepEqual((await access.list({ tenant: key.tenant, limit: 1 })).keys, [record]);
  },

  'a key without a user or an end keeps none': async (harness) => {
    const access = roleOf(harness, 'access');
    const key = newKey(harness);
    await access.create(key);
    harness.clock.advance(400 * 86_400_000);
    const found = await access.get(key.digest);
    assert.deepEqual([found?.user, found?.expiresAt], [null, null]);
  },

  'the id or the digest of another key throws conflict': async (harness) => {
    const access = roleOf(harness, 'access');
    const key = newKey(harness);
    const record = await access.create(key);
    await refuses(access.create({ ...newKey(harness), id: key.id }), 'conflict');
    await refuses(access.create({ ...newKey(harness), digest: key.digest }), 'conflict');
    assert.deepEqual(await access.get(key.digest), record);
    assert.deepEqual((await access.list({ tenant: key.tenant, limit: 2 })).keys, [record]);
  },

  'of concurrent creates with one digest one is recorded': async (harness) => {
    const access = roleOf(harness, 'access');
    const { digest } = newKey(harness);
    const creates = Array.from({ length: 8 }, () => access.create(newKey(harness, { digest })));
    const settled = await Promise.allSettled(creates);
    const records = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    assert.deepEqual([await access.get(digest)], records);
  },

  'a digest that no key has finds none': async (harness) => {
    const access = roleOf(harness, 'access');
    const key = newKey(harness);
    await access.create(key);
    assert.equal(await access.get(newKey(harness).digest), undefined);
    assert.equal(await access.get(key.id), undefined);
  },

  'a key is not found from the moment of its expiry, and is still listed': async (harness) => {
    const access = roleOf(harness, 'access');
    const key = newKey(harness, { expiresInMs: 1_000 });
    await access.create(key);
    harness.clock.advance(999);
    assert.ok(await access.get(key.digest));
    harness.clock.advance(1);
    assert.equal(await access.get(key.digest), undefined);
    assert.deepEqual(await listed(access, { tenant: key.tenant }), [key.id]);
    assert.equal(await access.remove(key.id), 'removed');
    assert.deepEqual(await listed(access, { tenant: key.tenant }), []);
  },

  'remove revokes the key at once, and a replay answers absent': async (harness) => {
    const access = roleOf(harness, 'access');
    const key = newKey(harness);
    const other = newKey(harness, { tenant: key.tenant });
    for (const one of [key, other]) await access.create(one);
    assert.equal(await access.remove(key.id), 'removed');
    assert.equal(await access.get(key.digest), undefined);
    assert.equal(await access.remove(key.id), 'absent');
    assert.equal(await access.remove(harness.freshId()), 'absent');
    assert.deepEqual(await listed(access, { tenant: key.tenant }), [other.id]);
    assert.ok(await access.get(other.digest));
  },

  'a revoked key is revoked for ever: neither its id nor its digest comes back': async (harness) => {
    const access = roleOf(harness, 'access');
    const key = newKey(harness);
    await access.create(key);
    await access.remove(key.id);
    await refuses(access.create(key), 'conflict');
    await refuses(access.create({ ...key, id: harness.freshId() }), 'conflict');
    assert.equal(await access.get(key.digest), undefined);
  },

  'keys are listed newest first, of one tenant or of all': async (harness) => {
    const access = roleOf(harness, 'access');
    const [mine, other] = [harness.freshId(), harness.freshId()];
    const keys = [mine, other, mine, mine, other].map((tenant) => newKey(harness, { tenant }));
    for (const key of keys) await access.create(key);
    const newestFirst = keys.toReversed();
    const idsIn = (tenant: string): readonly string[] =>
      newestFirst.filter((key) => key.tenant === tenant).map(({ id }) => id);
    for (const tenant of [mine, other]) assert.deepEqual(await listed(access, { tenant }), idsIn(tenant));
    const all = await listed(access, { limit: 3 });
    const made = newestFirst.map(({ id }) => id);
    assert.deepEqual(all.slice(0, made.length), made);
  },

  'an unknown after answers an empty page': async (harness) => {
    const access = roleOf(harness, 'access');
    const [key, stranger] = [newKey(harness), newKey(harness)];
    for (const one of [key, stranger]) await access.create(one);
    const none = { keys: [], hasMore: false };
    assert.deepEqual(await access.list({ after: harness.freshId(), limit: 10 }), none);
    assert.deepEqual(await access.list({ tenant: key.tenant, after: stranger.id, limit: 10 }), none);
  },

  'a reader may revoke keys while it pages': async (harness) => {
    const access = roleOf(harness, 'access');
    const tenant = harness.freshId();
    const keys = Array.from({ length: 4 }, () => newKey(harness, { tenant }));
    for (const key of keys) await access.create(key);
    const first = await access.list({ tenant, limit: 2 });
    for (const { id } of first.keys) await access.remove(id);
    const after = first.keys.at(-1)?.id ?? '';
    const second = await access.list({ tenant, after, limit: 2 });
    const older = keys.slice(0, 2).map(({ id }) => id);
    assert.deepEqual([idsOf(second.keys), second.hasMore], [older.toReversed(), false]);
  },
});
