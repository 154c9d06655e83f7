import type { Statement } from '../statement.ts';
import type { UploadRow } from './get-upload.ts';

/**
 * Nothing when the id is known. $1 id, $2 tenant, $3 filename, $4 purpose, $5 bytes, $6 life of the file, $7 direct,
 * $8 expires in, $9 the harness's time.
 */
export const createUpload: Statement<UploadRow> = {
  name: 'create_upload',
  text: `
insert into uploads as u (id, tenant, filename, purpose, bytes, file_life_ms, direct, created_at, expires_at, due_at)
select $1::text, $2::text, $3::text, $4::text, $5::bigint, $6::bigint, $7::boolean, m.now, m.now + $8::bigint,
  m.now + $8::bigint
from (select coalesce($9::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
on conflict (id) do nothing
returning u.id, u.tenant, u.filename, u.purpose, u.bytes, u.file_life_ms, u.direct, 'pending' as status,
  '[]'::json as parts, u.part_ids, u.purged, u.created_at, u.expires_at`,
};
