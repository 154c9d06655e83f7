import { createHash, randomBytes } from 'node:crypto';
import { SpillwayError } from '../errors/index.ts';
import type { Randomness } from '../randomness.ts';
import { type AccessRegistry, type NewAccessKey, type Scope, type Store, scopes } from '../store/index.ts';
import type { KeyOrder, SpillwayKeys } from './access.ts';
import { refuseBadAccountName } from './account-name.ts';
import { defaultTenant } from './files.ts';

export interface KeysOptions {
  readonly store: Pick<Store, 'access'>;
  /** Makes the ids; secrets come from the operating system whatever it is. */
  readonly randomness: Randomness;
}

const PREFIX = 'sk-spillway-';
const SECRET_BYTES = 32;
const SECRET = /^sk-spillway-[\w-]{43}$/;
const DEFAULT_SCOPES: readonly Scope[] = ['read', 'write'];

/** Keys of the API. Only the digest of a secret is kept: 256 random bits need no salt and no slow hash. */
export function createKeys({ store, randomness }: KeysOptions): SpillwayKeys {
  return {
    async create(order) {
      const access = accessOf(store);
      const described = describedKey(order);
      const secret = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
      const id = `key_${randomness.id()}`;
      const key = await access.create({ ...described, id, digest: digestOf(secret), hint: secret.slice(-4) });
      return { key, secret };
    },
    list: async ({ limit = 20, ...query } = {}) => accessOf(store).list({ limit, ...query }),
    remove: async (id) => accessOf(store).remove(id),
    async find(secret) {
      // Whatever a caller sends as a key comes here; what was never made is not worth a question.
      return SECRET.test(secret) ? store.access?.get(digestOf(secret)) : undefined;
    },
  };
}

function accessOf({ access }: KeysOptions['store']): AccessRegistry {
  if (access) return access;
  throw new SpillwayError('The store does not keep keys.', {
    code: 'invalid_argument',
    param: 'store',
    hint: 'Use a store with the role `access`, or go without keys.',
  });
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function describedKey(order: KeyOrder): Omit<NewAccessKey, 'id' | 'digest' | 'hint'> {
  const { tenant = defaultTenant, user = null, name, scopes: asked = DEFAULT_SCOPES, expiresInMs = null } = order;
  refuseBadName(name);
  refuseBadAccountName(tenant, 'tenant');
  if (user !== null) refuseBadAccountName(user, 'user');
  refuseBadScopes(asked);
  refuseBadLife(expiresInMs);
  return { tenant, user, name, scopes: scopes.filter((scope) => asked.includes(scope)), expiresInMs };
}

function refuseBadName(name: unknown): void {
  const isGood = typeof name === 'string' && name.length <= 100 && /\S/.test(name) && !/\p{Cc}|\p{Cs}/u.test(name);
  if (isGood) return;
  throw new SpillwayError('The key needs a name of 1 to 100 characters, without control characters.', {
    code: 'invalid_argument',
    param: 'name',
    hint: 'Say where the key is used, so that it can be told from others.',
  });
}

function refuseBadScopes(asked: readonly unknown[]): void {
  const known: readonly unknown[] = scopes;
  if (Array.isArray(asked) && asked.length > 0 && asked.every((scope) => known.includes(scope))) return;
  throw new SpillwayError('The scopes of a key are a list of one or more that are known.', {
    code: 'invalid_argument',
    param: 'scopes',
    hint: `The scopes are ${scopes.join(', ')}.`,
  });
}

function refuseBadLife(expiresInMs: number | null): void {
  if (expiresInMs === null || (Number.isSafeInteger(expiresInMs) && expiresInMs > 0)) return;
  throw new SpillwayError('A key expires after a whole number of milliseconds above 0, or never.', {
    code: 'invalid_argument',
    param: 'expires_after',
  });
}
