import type { FileRecord } from '@spillway/core/store';
import type { FileRow } from '../statements/get-file.ts';
import { decodeInstant } from './time.ts';

export function decodeFile(row: FileRow): FileRecord {
  return {
    id: row.id,
    tenant: row.tenant,
    purpose: row.purpose,
    filename: row.filename,
    bytes: Number(row.bytes),
    sha256: row.sha256,
    blob: row.blob,
    createdAt: Number(row.created_at),
    expiresAt: decodeInstant(row.expires_at),
  };
}
