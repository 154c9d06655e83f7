import type { Permission } from '@spillway/core/store';
import type { StoredBatch } from '../batches/stored-batch.ts';
import type { Database } from '../database.ts';

const decided = `
  select permission from permissions where batchId = :batchId and model = :model and pool = :pool`;

/** What the fleet decided last, else what was said when the batch was created. */
export function permissionOf(
  db: Database,
  { record, permissions }: StoredBatch,
  { model, pool }: { readonly model: string; readonly pool: string },
): Permission {
  const found = db.get<{ permission: Permission }>(decided, { batchId: record.id, model, pool });
  return found?.permission ?? permissions[pool] ?? 'none';
}
