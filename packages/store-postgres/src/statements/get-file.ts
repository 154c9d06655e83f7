import type { Statement } from '../statement.ts';

export interface FileRow {
  readonly id: string;
  readonly tenant: string;
  readonly purpose: string;
  readonly filename: string;
  readonly bytes: string;
  readonly sha256: string | null;
  readonly blob: string;
  readonly created_at: string;
  readonly expires_at: string | null;
}

/** $1 tenant, $2 id, $3 the harness's time. */
export const getFile: Statement<FileRow> = {
  name: 'get_file',
  text: `
select f.id, f.tenant, f.purpose, f.filename, f.bytes, f.sha256, f.blob, f.created_at, f.expires_at
from files f
where f.id = $2::text and f.tenant = $1::text
  and (f.gone_at is null or f.gone_at > coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint))`,
};
