import type { Statement } from '../statement.ts';
import type { FileRow } from './get-file.ts';

/**
 * Answers the record of the id, whoever made it, whether it was there or not. The update changes nothing; without it
 * the existing row would not come back. $1 id, $2 tenant, $3 purpose, $4 filename, $5 bytes, $6 digest, $7 blob,
 * $8 expires in, $9 the harness's time.
 */
export const createFile: Statement<FileRow> = {
  name: 'create_file',
  text: `
insert into files as f (id, tenant, purpose, filename, bytes, sha256, blob, created_at, expires_at, gone_at)
select $1::text, $2::text, $3::text, $4::text, $5::bigint, $6::text, $7::text, m.now, m.now + $8::bigint,
  m.now + $8::bigint
from (select coalesce($9::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now) as m
on conflict (id) do update set id = f.id
returning f.id, f.tenant, f.purpose, f.filename, f.bytes, f.sha256, f.blob, f.created_at, f.expires_at`,
};
