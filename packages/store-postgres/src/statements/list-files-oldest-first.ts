import type { Statement } from '../statement.ts';
import type { FileRow } from './get-file.ts';

/**
 * $1 tenant, $2 purpose or null, $3 the id after which the page begins or null, $4 how many, $5 the harness's time.
 */
export const listFilesOldestFirst: Statement<FileRow> = {
  name: 'list_files_oldest_first',
  text: `
select f.id, f.tenant, f.purpose, f.filename, f.bytes, f.sha256, f.blob, f.created_at, f.expires_at
from files f
where f.tenant = $1::text and ($2::text is null or f.purpose = $2::text)
  and (f.gone_at is null or f.gone_at > coalesce($5::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint))
  and ($3::text is null or (f.created_at, f.id) > (
    select a.created_at, a.id from files a where a.id = $3::text and a.tenant = $1::text))
order by f.tenant, f.created_at, f.id
limit $4::int`,
};
