import type { FileRecord } from '@spillway/core/store';

/** The wire's file. Instants are in seconds. */
export function fileObject(file: FileRecord): object {
  return {
    id: file.id,
    object: 'file',
    bytes: file.bytes,
    created_at: Math.floor(file.createdAt / 1_000),
    expires_at: file.expiresAt === null ? null : Math.floor(file.expiresAt / 1_000),
    filename: file.filename,
    purpose: file.purpose,
    status: 'processed',
    status_details: null,
  };
}
