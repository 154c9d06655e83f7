import type { Batch } from '@spillway/core/store';
import type { BatchRow } from '../statements/read-batches.ts';
import { decodeInstant } from './time.ts';

export function decodeBatch(row: BatchRow): Batch {
  return {
    id: row.id,
    tenant: row.tenant,
    user: row.user_id,
    phase: row.phase,
    revision: row.revision,
    inputFileId: row.input_file_id,
    endpoint: row.endpoint,
    window: row.completion_window,
    metadata: row.metadata,
    priority: row.priority,
    fingerprint: row.fingerprint,
    settings: row.settings,
    plan: row.plan,
    counts: decodeCounts(row),
    deduplicated: Number(row.deduplicated),
    usage: row.usage,
    outputFileId: row.output_file_id,
    errorFileId: row.error_file_id,
    problems: row.problems,
    createdAt: Number(row.created_at),
    deadlineAt: Number(row.deadline_at),
    inProgressAt: decodeInstant(row.in_progress_at),
    finalizingAt: decodeInstant(row.finalizing_at),
    endedAt: decodeInstant(row.ended_at),
    cancelRequestedAt: decodeInstant(row.cancel_requested_at),
    requeue: row.requeue,
    purgedAt: decodeInstant(row.purged_at),
  };
}

function decodeCounts(row: BatchRow): Batch['counts'] {
  const count = (text: string): number => (row.in_progress_at === null ? 0 : Number(text));
  return {
    total: count(row.total),
    open: count(row.open),
    succeeded: count(row.succeeded),
    failed: count(row.failed),
    deadLettered: count(row.dead_lettered),
    expired: count(row.expired),
    cancelled: count(row.cancelled),
  };
}
