import { SpillwayError } from '@spillway/core/errors';
import type { AccessKey, AccessKeyPage, AccessKeyQuery, AccessRegistry, NewAccessKey } from '@spillway/core/store';
import { listOf, numberOf, textOf } from './codec/reply.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import { readPage } from './hints.ts';

export function createAccessRegistry(context: StoreContext): AccessRegistry {
  return {
    create: (key) => createKey(context, key),
    get: (digest) => validKey(context, digest),
    list: (query) => listKeys(context, query),
    remove: (id) => revoke(context, id),
  };
}

async function createKey(
  { session, keys, now }: StoreContext,
  { digest, expiresInMs, ...key }: NewAccessKey,
): Promise<AccessKey> {
  const { keys: records, digests, all, last } = keys.access;
  const lifetime = expiresInMs === null ? '' : wholeMs(expiresInMs);
  const values = [now(), key.id, digest, lifetime, JSON.stringify(key)];
  const reply = await session.run('create-key', [records, digests, all, keys.accessOf(key.tenant), last], values);
  const [createdAt, expiresAt] = listOf(reply);
  if (createdAt === undefined) {
    throw new SpillwayError(`Another key has the id ${key.id} or its digest.`, { code: 'conflict' });
  }
  return { ...key, createdAt: numberOf(createdAt), expiresAt: textOf(expiresAt) === '' ? null : numberOf(expiresAt) };
}

interface StoredKey {
  readonly record: AccessKey;
  readonly isRevoked: boolean;
  readonly now: number;
}

async function readKey({ session, keys, now }: StoreContext, id: string): Promise<StoredKey | undefined> {
  const [at, createdAt, expiresAt, revoked, text] = listOf(
    await session.run('read-key', [keys.access.keys], [now(), id]),
  );
  if (text === undefined) return undefined;
  const key = JSON.parse(textOf(text)) as Omit<AccessKey, 'createdAt' | 'expiresAt'>;
  const instants = {
    createdAt: numberOf(createdAt),
    expiresAt: textOf(expiresAt) === '' ? null : numberOf(expiresAt),
  };
  return { record: { ...key, ...instants }, isRevoked: revoked === 1, now: numberOf(at) };
}

async function validKey(context: StoreContext, digest: string): Promise<AccessKey | undefined> {
  const { session, keys } = context;
  const id = await session.call((redis) => redis.hget(keys.access.digests, digest));
  const key = id === null ? undefined : await readKey(context, id);
  if (!key || key.isRevoked) return undefined;
  const { expiresAt } = key.record;
  return expiresAt === null || key.now < expiresAt ? key.record : undefined;
}

async function listKeys(context: StoreContext, { tenant, after, limit }: AccessKeyQuery): Promise<AccessKeyPage> {
  const list = tenant === undefined ? context.keys.access.all : context.keys.accessOf(tenant);
  const read = async (id: string): Promise<AccessKey | undefined> => {
    const key = await readKey(context, id);
    return key && !key.isRevoked ? key.record : undefined;
  };
  const { found, hasMore } = await readPage(context, list, { after, order: 'desc', limit }, read);
  return { keys: found, hasMore };
}

async function revoke({ session, keys }: StoreContext, id: string): Promise<'removed' | 'absent'> {
  return (await session.run('revoke-key', [keys.access.keys], [id])) === 1 ? 'removed' : 'absent';
}
