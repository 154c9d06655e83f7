import type { Statement } from '../statement.ts';
import type { FileRow } from './get-file.ts';

/** $1 how many, $2 for how long they are gone, $3 the harness's time. */
export const expiredFiles: Statement<FileRow> = {
  name: 'expired_files',
  text: `
select f.id, f.tenant, f.purpose, f.filename, f.bytes, f.sha256, f.blob, f.created_at, f.expires_at
from files f
where f.gone_at <= (select coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) - $2::bigint)
  and not exists (
    select from batches b
    where b.input_file_id = f.id and b.phase in ('validating', 'in_progress', 'finalizing') and b.tenant = f.tenant)
order by f.gone_at, f.id
limit $1::int`,
};
