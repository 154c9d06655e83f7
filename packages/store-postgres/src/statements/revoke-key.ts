import type { Statement } from '../statement.ts';

/** A row when the key was there. $1 id, $2 the harness's time. */
export const revokeKey: Statement<{ readonly id: string }> = {
  name: 'revoke_key',
  text: `
update access_keys k
set revoked_at = coalesce($2::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint)
where k.id = $1::text and k.revoked_at is null
returning k.id`,
};
