import type { Mutant } from './mutant.ts';

/** Bugs in keys and tenants. */
export const accessMutants: readonly Mutant[] = [
  {
    bug: 'a revoked key is found',
    statement: 'getKey',
    replace: [['and k.revoked_at is null', '']],
    law: 'access: remove revokes the key at once, and a replay answers absent',
  },
  {
    bug: 'a key is found at the moment of its expiry',
    statement: 'getKey',
    replace: [['k.expires_at > coalesce', 'k.expires_at >= coalesce']],
    law: 'access: a key is not found from the moment of its expiry, and is still listed',
  },
  {
    bug: 'a key takes the place of another with its digest',
    statement: 'createKey',
    replace: [['on conflict do nothing', 'on conflict (digest) do update set name = excluded.name']],
    law: 'access: the id or the digest of another key throws conflict',
  },
  {
    bug: 'a page of keys begins behind a key of another tenant',
    statement: 'listKeys',
    replace: [['and ($1::text is null or a.tenant = $1::text)', '']],
    law: 'access: an unknown after answers an empty page',
  },
  {
    bug: 'a put makes the tenant new',
    statement: 'putTenant',
    replace: [['set limits = excluded.limits', 'set limits = excluded.limits, created_at = excluded.created_at']],
    law: 'tenants: a replay of put changes nothing',
  },
  {
    bug: 'a page of tenants begins with the last of the page before',
    statement: 'listTenants',
    replace: [['t.id > $1::text', 't.id >= $1::text']],
    law: 'tenants: tenants are listed by id ascending, from behind after',
  },
];
