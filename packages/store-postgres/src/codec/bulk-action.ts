import type { BulkActionRecord } from '@spillway/core/store';
import type { BulkActionRow } from '../statements/read-bulk-actions.ts';
import { decodeInstant } from './time.ts';

export function decodeBulkAction(row: BulkActionRow): BulkActionRecord {
  const { id, tenant, action, filter, fingerprint, phase, targets, cursor, counts, problems } = row;
  return {
    ...{ id, tenant, action, filter, fingerprint, phase, targets, cursor, counts, problems },
    window: row.completion_window,
    createdAt: Number(row.created_at),
    startedAt: decodeInstant(row.started_at),
    cancelRequestedAt: decodeInstant(row.cancel_requested_at),
    endedAt: decodeInstant(row.ended_at),
  };
}
