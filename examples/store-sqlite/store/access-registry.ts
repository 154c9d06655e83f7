import { SpillwayError } from '@spillway/core/errors';
import type { AccessKey, AccessKeyPage, AccessKeyQuery, AccessRegistry, NewAccessKey } from '@spillway/core/store';
import type { Database } from './database.ts';

export function createAccessRegistry(db: Database): AccessRegistry {
  return {
    create: async (key) => db.write(() => createKey(db, key)),
    get: async (digest) => db.read(() => validKey(db, digest)),
    list: async (query) => db.read(() => listKeys(db, query)),
    remove: async (id) => db.write(() => (db.change(revoke, { id }) > 0 ? 'removed' : 'absent')),
  };
}

interface KeyRow {
  readonly record: string;
}

// A revoked key stays known, so that neither its id nor its digest ever comes back.
const known = 'select 1 from accessKeys where id = :id or digest = :digest';
const insert = `
  insert into accessKeys (id, digest, tenant, record, expiresAt, revoked)
  values (:id, :digest, :tenant, :record, :expiresAt, 0)`;
const valid = `
  select record from accessKeys
  where digest = :digest and revoked = 0 and (expiresAt is null or expiresAt > :now)`;
const place = `
  select number from accessKeys where id = :after and (:tenant is null or tenant = :tenant)`;
const page = `
  select record from accessKeys
  where number < :before and revoked = 0 and (:tenant is null or tenant = :tenant)
  order by number desc limit :limit`;
const revoke = 'update accessKeys set revoked = 1 where id = :id and revoked = 0';

function createKey(db: Database, { digest, expiresInMs, ...key }: NewAccessKey): AccessKey {
  if (db.get(known, { id: key.id, digest })) {
    throw new SpillwayError(`another key has the id ${key.id} or its digest`, { code: 'conflict' });
  }
  const createdAt = db.now();
  const record = { ...key, createdAt, expiresAt: expiresInMs === null ? null : createdAt + expiresInMs };
  db.change(insert, { ...record, digest, record });
  return structuredClone(record);
}

function validKey(db: Database, digest: string): AccessKey | undefined {
  const row = db.get<KeyRow>(valid, { digest, now: db.now() });
  return row && JSON.parse(row.record);
}

function listKeys(db: Database, { tenant, after, limit }: AccessKeyQuery): AccessKeyPage {
  const newest = { number: Number.MAX_SAFE_INTEGER };
  const from = after === undefined ? newest : db.get<{ number: number }>(place, { after, tenant });
  if (!from) return { keys: [], hasMore: false };
  const rows = db.all<KeyRow>(page, { tenant, before: from.number, limit: limit + 1 });
  return { keys: rows.slice(0, limit).map(({ record }) => JSON.parse(record)), hasMore: rows.length > limit };
}
