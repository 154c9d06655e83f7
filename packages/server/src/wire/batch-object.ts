import type { Batch as ApiBatch, BatchEstimate, BatchOutcomes, BatchRequestCounts } from '@spillway/api-types';
import { batchStatuses, estimateOf, statusOf } from '@spillway/core';
import type { Batch } from '@spillway/core/store';
import { z } from 'zod';
import { batchErrorsObject, batchErrorsSchema } from './batch-errors-object.ts';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';
import { usageObject, usageSchema } from './usage-object.ts';

const requestCounts = objectSchema<BatchRequestCounts>({ total: z.int(), completed: z.int(), failed: z.int() }).meta({
  description: 'Rows of the output file, rows of the error file, and both with what is not finished.',
});

const outcomes = objectSchema<BatchOutcomes>({
  open: z.int(),
  succeeded: z.int(),
  failed: z.int().meta({ description: 'Refused by the engine.' }),
  dead_lettered: z.int().meta({ description: 'Given up.' }),
  expired: z.int(),
  cancelled: z.int(),
}).meta({ description: "What became of the requests; `request_counts` in more words. Spillway's own." });

const estimate = objectSchema<BatchEstimate>({
  expected_finish_at: unixSeconds,
  requests_per_second: z.number(),
  remaining_requests: z.int(),
  on_time: z.boolean().meta({ description: 'Whether the expected finish is before `expires_at`.' }),
}).meta({
  id: 'BatchEstimate',
  description: "From the batch's own progress. Spillway's own.",
});

const when = unixSeconds.nullable();

/** OpenAI's batch, with `outcomes`, `tenant`, `priority`, `user`, `revision`, `deduplicated` and `estimate` of our own. */
export const batchSchema: z.ZodType<ApiBatch> = objectSchema<ApiBatch>({
  id: z.string(),
  object: z.literal('batch'),
  endpoint: z.string(),
  model: z.string().nullable().meta({ description: 'Null until planned, and when the requests name several.' }),
  errors: batchErrorsSchema.nullable(),
  input_file_id: z.string(),
  completion_window: z.string(),
  status: z.enum(batchStatuses),
  output_file_id: z.string().nullable(),
  error_file_id: z.string().nullable(),
  created_at: unixSeconds,
  in_progress_at: when,
  expires_at: when,
  finalizing_at: when,
  completed_at: when,
  failed_at: when,
  expired_at: when,
  cancelling_at: when,
  cancelled_at: when,
  request_counts: requestCounts,
  outcomes,
  usage: usageSchema.nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
  tenant: z.string().meta({ description: "Whose it is. Spillway's own." }),
  priority: z.int().meta({ description: "1 normal, 5 medium, 10 and above high. Spillway's own." }),
  user: z.string().nullable().meta({ description: "Who asked for it within the tenant. Spillway's own." }),
  revision: z.int().meta({ description: "1 first; a retry starts the next. Spillway's own." }),
  deduplicated: z.int().meta({ description: "Answers that were copied from those of other requests. Spillway's own." }),
  estimate: estimate.nullable(),
}).meta({ id: 'Batch' });

/** The wire's batch: absent instants and files are null, instants are in seconds. `asOf` dates the estimate. */
export function batchObject(batch: Batch, asOf: number): ApiBatch {
  const { counts, plan } = batch;
  const endedAs = (phase: Batch['phase']): number | null => (batch.phase === phase ? seconds(batch.endedAt) : null);
  return {
    id: batch.id,
    object: 'batch',
    endpoint: batch.endpoint,
    model: plan?.models.length === 1 ? (plan.models[0] ?? null) : null,
    errors: batch.phase === 'failed' ? batchErrorsObject(batch.problems) : null,
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
    outcomes: {
      open: counts.open,
      succeeded: counts.succeeded,
      failed: counts.failed,
      dead_lettered: counts.deadLettered,
      expired: counts.expired,
      cancelled: counts.cancelled,
    },
    usage: batch.usage && usageObject(batch.usage),
    metadata: batch.metadata,
    tenant: batch.tenant,
    priority: batch.priority,
    user: batch.user,
    revision: batch.revision,
    deduplicated: batch.deduplicated,
    estimate: estimateObject(batch, asOf),
  };
}

function estimateObject(batch: Batch, asOf: number): BatchEstimate | null {
  const estimate = estimateOf(batch, asOf);
  return (
    estimate && {
      expected_finish_at: seconds(estimate.expectedFinishAt),
      requests_per_second: Number(estimate.requestsPerSecond.toPrecision(3)),
      remaining_requests: estimate.remainingRequests,
      on_time: estimate.onTime,
    }
  );
}
