import type { Statement } from '../statement.ts';
import type { KeyRow } from './get-key.ts';

/** $1 tenant or null for all, $2 the id after which the page begins or null, $3 how many. */
export const listKeys: Statement<KeyRow> = {
  name: 'list_keys',
  text: `
select k.id, k.tenant, k.user_id, k.name, k.scopes, k.hint, k.created_at, k.expires_at
from access_keys k
where k.revoked_at is null and ($1::text is null or k.tenant = $1::text)
  and ($2::text is null or k.ordinal < (
    select a.ordinal from access_keys a where a.id = $2::text and ($1::text is null or a.tenant = $1::text)))
order by k.ordinal desc
limit $3::int`,
};
