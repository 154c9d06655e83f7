import type { UploadStatus } from '@spillway/core/store';
import type { Statement } from '../statement.ts';

export interface UploadRow {
  readonly id: string;
  readonly tenant: string;
  readonly filename: string;
  readonly purpose: string;
  readonly bytes: string;
  readonly file_life_ms: string | null;
  readonly direct: boolean;
  readonly status: UploadStatus;
  readonly parts: readonly (readonly [id: string, bytes: number, createdAt: number])[];
  readonly part_ids: readonly string[] | null;
  readonly purged: boolean;
  readonly created_at: string;
  readonly expires_at: string;
}

/**
 * A part that was recorded while a purge waited for its upload may outlast the purge; nobody sees it, and it goes with the
 * upload. $1 tenant, $2 id, $3 the harness's time.
 */
export const getUpload: Statement<UploadRow> = {
  name: 'get_upload',
  text: `
select u.id, u.tenant, u.filename, u.purpose, u.bytes, u.file_life_ms, u.direct,
  case
    when u.closed_as is not null then u.closed_as
    when u.expires_at > coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) then 'pending'
    else 'expired'
  end as status,
  (select coalesce(json_agg(json_build_array(p.id, p.bytes, p.created_at) order by p.created_at, p.id), '[]'::json)
    from upload_parts p where p.upload_id = u.id and not u.purged) as parts,
  u.part_ids, u.purged, u.created_at, u.expires_at
from uploads u
where u.id = $2::text and u.tenant = $1::text`,
};
