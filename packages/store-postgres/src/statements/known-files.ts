import type { Statement } from '../statement.ts';
import type { FileRow } from './get-file.ts';

/** Invisible ones, too. $1 ids. */
export const knownFiles: Statement<FileRow> = {
  name: 'known_files',
  text: `
select f.id, f.tenant, f.purpose, f.filename, f.bytes, f.sha256, f.blob, f.created_at, f.expires_at
from files f
where f.id = any ($1::text[])`,
};
