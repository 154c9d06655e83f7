import { SpillwayError } from '@spillway/core/errors';
import type { AccessKey, AccessKeyPage, AccessKeyQuery, AccessRegistry, NewAccessKey } from '@spillway/core/store';
import { decodeInstant, wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import type { KeyRow } from './statements/get-key.ts';

export function createAccessRegistry(context: StoreContext): AccessRegistry {
  const { session, statements, now } = context;
  return {
    create: (key) => createKey(context, key),
    async get(digest) {
      const [row] = await session.rows(statements.getKey, [digest, now()]);
      return row && decodeKey(row);
    },
    list: (query) => listKeys(context, query),
    async remove(id) {
      const [row] = await session.rows(statements.revokeKey, [id, now()]);
      return row ? 'removed' : 'absent';
    },
  };
}

async function createKey({ session, statements, now }: StoreContext, key: NewAccessKey): Promise<AccessKey> {
  const { id, digest, tenant, user, name, scopes, hint, expiresInMs } = key;
  const lifeMs = expiresInMs === null ? null : wholeMs(expiresInMs);
  const values = [id, digest, tenant, user, name, scopes, hint, lifeMs, now()];
  const [row] = await session.rows(statements.createKey, values);
  if (row) return decodeKey(row);
  throw new SpillwayError(`Another key has the id ${id} or its digest.`, { code: 'conflict' });
}

async function listKeys({ session, statements }: StoreContext, query: AccessKeyQuery): Promise<AccessKeyPage> {
  const { tenant = null, after = null, limit } = query;
  const rows = await session.rows(statements.listKeys, [tenant, after, limit + 1]);
  return { keys: rows.slice(0, limit).map(decodeKey), hasMore: rows.length > limit };
}

function decodeKey({ user_id, created_at, expires_at, ...row }: KeyRow): AccessKey {
  return { ...row, user: user_id, createdAt: Number(created_at), expiresAt: decodeInstant(expires_at) };
}
