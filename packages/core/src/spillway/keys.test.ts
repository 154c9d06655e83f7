import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.ts';
import { systemRandomness } from '../randomness.ts';
import type { AccessRegistry, NewAccessKey } from '../store/index.ts';
import type { KeyOrder } from './access.ts';
import { createKeys } from './keys.ts';

function keysUnderTest() {
  const clock = { ms: 1_000 };
  const store = createMemoryStore({ now: () => clock.ms });
  const asked: string[] = [];
  const recorded: NewAccessKey[] = [];
  const access: AccessRegistry = {
    ...(store.access as AccessRegistry),
    create(key) {
      recorded.push(key);
      return (store.access as AccessRegistry).create(key);
    },
    get(digest) {
      asked.push(digest);
      return (store.access as AccessRegistry).get(digest);
    },
  };
  return { keys: createKeys({ store: { access }, randomness: systemRandomness }), asked, recorded, clock };
}

test('a key is found by its secret, which is 256 random bits', async () => {
  const { keys } = keysUnderTest();
  const made = await keys.create({ name: 'nightly' });
  expect(made.secret).toMatch(/^sk-spillway-[\w-]{43}$/);
  expect(Buffer.from(made.secret.slice('sk-spillway-'.length), 'base64url')).toHaveLength(32);
  expect(await keys.find(made.secret)).toEqual(made.key);
  const another = await keys.create({ name: 'nightly' });
  expect(another.secret).not.toBe(made.secret);
  expect(another.key.id).not.toBe(made.key.id);
});

test('the store is told the digest of the secret and its last four characters, never the secret', async () => {
  const { keys, recorded } = keysUnderTest();
  const { key, secret } = await keys.create({ name: 'nightly' });
  expect(recorded).toHaveLength(1);
  expect(recorded[0]).toMatchObject({
    digest: createHash('sha256').update(secret).digest('hex'),
    hint: secret.slice(-4),
  });
  expect(JSON.stringify([recorded, key])).not.toContain(secret.slice('sk-spillway-'.length));
});

test('a key reads and writes for the default tenant, for ever, unless told otherwise', async () => {
  const { keys } = keysUnderTest();
  const { key } = await keys.create({ name: 'nightly' });
  expect(key).toEqual({
    id: expect.stringMatching(/^key_[a-z0-5]{26}$/),
    tenant: 'default',
    user: null,
    name: 'nightly',
    scopes: ['read', 'write'],
    hint: expect.stringMatching(/^[\w-]{4}$/),
    createdAt: 1_000,
    expiresAt: null,
  });
  const order = { tenant: 'acme.eu', user: 'ada@acme', name: 'ops', scopes: ['operator', 'read', 'read'] } as const;
  const told = await keys.create({ ...order, expiresInMs: 500 });
  expect(told.key).toMatchObject({ ...order, scopes: ['read', 'operator'], expiresAt: 1_500 });
});

test('a key that was revoked or has expired is not found', async () => {
  const { keys, clock } = keysUnderTest();
  const [revoked, expiring] = [await keys.create({ name: 'a' }), await keys.create({ name: 'b', expiresInMs: 1 })];
  expect(await keys.remove(revoked.key.id)).toBe('removed');
  expect(await keys.remove(revoked.key.id)).toBe('absent');
  expect(await keys.find(revoked.secret)).toBeUndefined();
  clock.ms += 1;
  expect(await keys.find(expiring.secret)).toBeUndefined();
  expect((await keys.list()).keys.map(({ id }) => id)).toEqual([expiring.key.id]);
});

test('what was never made is not looked for', async () => {
  const { keys, asked } = keysUnderTest();
  const { secret, key } = await keys.create({ name: 'nightly' });
  const others = ['', 'sk-proj-abc', key.id, `${secret}x`, secret.slice(0, -1), ` ${secret}`, `${secret}\n`];
  for (const other of others) expect(await keys.find(other)).toBeUndefined();
  expect(asked).toEqual([]);
});

test('keys are listed twenty at a time, of one tenant or of all', async () => {
  const { keys } = keysUnderTest();
  for (let index = 0; index < 21; index++) await keys.create({ name: 'one', tenant: index % 2 ? 'odd' : 'even' });
  const page = await keys.list();
  expect([page.keys.length, page.hasMore]).toEqual([20, true]);
  const after = page.keys.at(-1)?.id ?? '';
  expect((await keys.list({ after })).keys).toHaveLength(1);
  expect((await keys.list({ tenant: 'odd', limit: 100 })).keys).toHaveLength(10);
});

const refused: readonly (readonly [param: string, order: object])[] = [
  ...['', ' ', 'x'.repeat(101), 'a\nb', 'a\u0000', 'a\ud800', 7, undefined].map((name) => ['name', { name }] as const),
  ...['', 'a b', 'a/b', 'ü', 'x'.repeat(65), null, 7, 'a\n'].map((tenant) => ['tenant', { tenant }] as const),
  ...['', 'a b', 'a/b', 'x'.repeat(65), 7].map((user) => ['user', { user }] as const),
  ...[[], ['admin'], ['read', 'admin'], 'read', null].map((scopes) => ['scopes', { scopes }] as const),
  ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5'].map(
    (ms) => ['expires_after', { expiresInMs: ms }] as const,
  ),
];

test.each(refused)('a %s that cannot be is refused: %j', async (param, order) => {
  const { keys, recorded } = keysUnderTest();
  const call = keys.create({ name: 'nightly', ...order } as KeyOrder);
  await expect(call).rejects.toMatchObject({ code: 'invalid_argument', param });
  expect(recorded).toEqual([]);
});

test('on a store that keeps no keys none is found, and all else is refused', async () => {
  const keys = createKeys({ store: {}, randomness: systemRandomness });
  const refusal = { code: 'invalid_argument', message: 'The store does not keep keys.' };
  for (const call of [keys.create({ name: 'a' }), keys.list(), keys.remove('key_a')]) {
    await expect(call).rejects.toMatchObject(refusal);
  }
  expect(await keys.find(`sk-spillway-${'a'.repeat(43)}`)).toBeUndefined();
});
