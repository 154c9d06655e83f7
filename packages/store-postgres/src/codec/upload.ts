import type { UploadRecord } from '@spillway/core/store';
import type { UploadRow } from '../statements/get-upload.ts';
import { decodeInstant } from './time.ts';

export function decodeUpload(row: UploadRow): UploadRecord {
  return {
    id: row.id,
    tenant: row.tenant,
    filename: row.filename,
    purpose: row.purpose,
    bytes: Number(row.bytes),
    fileExpiresInMs: decodeInstant(row.file_life_ms),
    direct: row.direct,
    status: row.status,
    parts: row.parts.map(([id, bytes, createdAt]) => ({ id, bytes, createdAt })),
    partIds: row.part_ids,
    purged: row.purged,
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
  };
}
