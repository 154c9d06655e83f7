import type { Statement } from '../statement.ts';

/**
 * It cannot answer the upload too: parts that it waited for are not in its snapshot. $1 tenant, $2 id, $3 as what, $4 parts,
 * $5 due in, $6 the harness's time.
 */
export const closeUpload: Statement<never> = {
  name: 'close_upload',
  text: `
update uploads u set closed_as = $3::text, part_ids = $4::text[], due_at = m.now + $5::bigint
from (select coalesce($6::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
where u.id = $2::text and u.tenant = $1::text and u.closed_as is null and u.expires_at > m.now`,
};
