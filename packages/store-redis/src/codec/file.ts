import type { FileRecord } from '@spillway/core/store';

export interface StoredFile {
  readonly record: FileRecord;
  /** When it becomes, or became, invisible; infinity for never. */
  readonly goneAt: number;
}

/** The file of a record's fields; undefined when there are none. */
export function decodeFile(id: string, fields: ReadonlyMap<string, string> | undefined): StoredFile | undefined {
  if (!fields) return undefined;
  const text = (name: string): string => fields.get(name) ?? '';
  const instant = (name: string): number | null => (fields.has(name) ? Number(text(name)) : null);
  const expiresAt = instant('expiresAt');
  const record = {
    id,
    tenant: text('tenant'),
    purpose: text('purpose'),
    filename: text('filename'),
    bytes: Number(text('bytes')),
    // Empty where nobody knows it.
    sha256: text('sha256') || null,
    blob: text('blob'),
    createdAt: Number(text('createdAt')),
    expiresAt,
  };
  const forever = Number.POSITIVE_INFINITY;
  return { record, goneAt: Math.min(instant('removedAt') ?? forever, expiresAt ?? forever) };
}
