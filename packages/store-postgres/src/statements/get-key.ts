import type { Scope } from '@spillway/core/store';
import type { Statement } from '../statement.ts';

export interface KeyRow {
  readonly id: string;
  readonly tenant: string;
  readonly user_id: string | null;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly hint: string;
  readonly created_at: string;
  readonly expires_at: string | null;
}

/** $1 digest, $2 the harness's time. */
export const getKey: Statement<KeyRow> = {
  name: 'get_key',
  text: `
select k.id, k.tenant, k.user_id, k.name, k.scopes, k.hint, k.created_at, k.expires_at
from access_keys k
where k.digest = $1::text and k.revoked_at is null
  and (k.expires_at is null
    or k.expires_at > coalesce($2::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint))`,
};
