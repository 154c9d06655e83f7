import { statusOf } from '@spillway/core';
import type { Batch } from '@spillway/core/store';

/** The wire's batch: absent instants and files are null, instants are in seconds. */
export function batchObject(batch: Batch): object {
  const { counts, plan } = batch;
  const endedAs = (phase: Batch['phase']): number | null => (batch.phase === phase ? seconds(batch.endedAt) : null);
  return {
    id: batch.id,
    object: 'batch',
    endpoint: batch.endpoint,
    model: plan?.models.length === 1 ? plan.models[0] : null,
    errors: batch.phase === 'failed' ? { object: 'list', data: batch.problems } : null,
    input_file_id: batch.inputFileId,
    completion_window: batch.window,
    status: statusOf(batch),
    output_file_id: batch.outputFileId,
    error_file_id: batch.errorFileId,
    created_at: seconds(batch.createdAt),
    in_progress_at: seconds(batch.inProgressAt),
    expires_at: seconds(batch.deadlineAt),
    finalizing_at: seconds(batch.finalizingAt),
    completed_at: endedAs('completed'),
    failed_at: endedAs('failed'),
    expired_at: endedAs('expired'),
    cancelling_at: seconds(batch.cancelRequestedAt),
    cancelled_at: endedAs('cancelled'),
    request_counts: {
      total: counts.total,
      completed: counts.succeeded,
      failed: counts.failed + counts.deadLettered + counts.expired + counts.cancelled,
    },
    usage: usageOf(batch),
    metadata: batch.metadata,
  };
}

function usageOf({ usage }: Batch): object | null {
  if (!usage) return null;
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}

function seconds(at: number | null): number | null {
  return at === null ? null : Math.floor(at / 1_000);
}
