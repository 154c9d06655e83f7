import { SpillwayError } from '../errors/index.ts';
import type {
  AccessKey,
  AccessKeyPage,
  AccessKeyQuery,
  AccessRegistry,
  NewAccessKey,
} from '../store/access-registry.ts';
import type { MemoryState, StoredKey } from './memory-state.ts';

export function createAccessRegistry(state: MemoryState): AccessRegistry {
  return {
    create: async (key) => createKey(state, key),
    get: async (digest) => structuredClone(validKey(state, digest)),
    list: async (query) => structuredClone(listKeys(state, query)),
    remove: async (id) => revoke(state, id),
  };
}

function createKey({ keys, now }: MemoryState, { digest, expiresInMs, ...key }: NewAccessKey): AccessKey {
  if (keys.has(key.id) || [...keys.values()].some((stored) => stored.digest === digest)) {
    throw new SpillwayError(`another key has the id ${key.id} or its digest`, { code: 'conflict' });
  }
  const createdAt = now();
  const expiresAt = expiresInMs === null ? null : createdAt + expiresInMs;
  const record = structuredClone({ ...key, createdAt, expiresAt });
  keys.set(key.id, { record, digest, revoked: false });
  return structuredClone(record);
}

function validKey({ keys, now }: MemoryState, digest: string): AccessKey | undefined {
  const key = [...keys.values()].find((stored) => stored.digest === digest);
  if (!key || key.revoked) return undefined;
  const { expiresAt } = key.record;
  return expiresAt === null || now() < expiresAt ? key.record : undefined;
}

function listKeys({ keys }: MemoryState, { tenant, after, limit }: AccessKeyQuery): AccessKeyPage {
  const newestFirst = [...keys.values()].filter(({ record }) => isOf(record, tenant)).reverse();
  const last = after === undefined ? -1 : newestFirst.findIndex(({ record }) => record.id === after);
  if (after !== undefined && last < 0) return { keys: [], hasMore: false };
  const rest = newestFirst.slice(last + 1).filter(({ revoked }) => !revoked);
  return { keys: rest.slice(0, limit).map(({ record }) => record), hasMore: rest.length > limit };
}

function isOf(key: AccessKey, tenant: string | undefined): boolean {
  return tenant === undefined || key.tenant === tenant;
}

/** A revoked key stays known, so that neither its id nor its secret ever comes back. */
function revoke({ keys }: MemoryState, id: string): 'removed' | 'absent' {
  const key: StoredKey | undefined = keys.get(id);
  if (!key || key.revoked) return 'absent';
  key.revoked = true;
  return 'removed';
}
