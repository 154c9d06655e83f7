import type { Statement } from '../statement.ts';
import type { KeyRow } from './get-key.ts';

/**
 * No row when another key has the id or the digest. $1 id, $2 digest, $3 tenant, $4 user, $5 name, $6 scopes, $7 hint,
 * $8 expires in, $9 the harness's time.
 */
export const createKey: Statement<KeyRow> = {
  name: 'create_key',
  text: `
insert into access_keys as k (id, digest, tenant, user_id, name, scopes, hint, created_at, expires_at)
select $1::text, $2::text, $3::text, $4::text, $5::text, $6::text[], $7::text, m.now, m.now + $8::bigint
from (select coalesce($9::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
on conflict do nothing
returning k.id, k.tenant, k.user_id, k.name, k.scopes, k.hint, k.created_at, k.expires_at`,
};
