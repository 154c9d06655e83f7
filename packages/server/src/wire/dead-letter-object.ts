import type { DeadLetter as ApiDeadLetter, DeadLetterBatch, DeadLetterRequeue } from '@spillway/api-types';
import type { DeadLetter, RequeuedDeadLetters } from '@spillway/core';
import { z } from 'zod';
import { attemptObject, attemptSchema } from './attempt-object.ts';
import { batchObject, batchSchema } from './batch-object.ts';
import { objectSchema } from './object-schema.ts';
import { requestFields, requestObject } from './request-object.ts';

/** A request that was given up. */
export const deadLetterSchema: z.ZodType<ApiDeadLetter> = objectSchema<ApiDeadLetter>({
  ...requestFields,
  fingerprint: z.string().meta({ description: 'What all share that failed in the same way.' }),
  last_attempt: attemptSchema.nullable().meta({ description: 'What broke last, where it is known.' }),
}).meta({ id: 'DeadLetter' });

export function deadLetterObject(deadLetter: DeadLetter): ApiDeadLetter {
  const { lastAttempt, fingerprint } = deadLetter;
  return { ...requestObject(deadLetter), fingerprint, last_attempt: lastAttempt && attemptObject(lastAttempt) };
}

const requests = z.int().meta({ description: 'Dead letters of the batch that were asked for.' });

/** What a requeue did, or would do. */
export const requeueSchema: z.ZodType<DeadLetterRequeue> = objectSchema<DeadLetterRequeue>({
  object: z.literal('dead_letter.requeue'),
  dry_run: z.boolean(),
  matched: z.int().meta({ description: 'Dead letters that were asked for, in all.' }),
  batches: z
    .array(objectSchema<DeadLetterBatch>({ batch_id: z.string(), requests }))
    .meta({ description: 'Batches that are reopened for them.' }),
  skipped: z
    .array(
      objectSchema<DeadLetterRequeue['skipped'][number]>({
        batch_id: z.string(),
        requests,
        reason: z.enum(['running', 'input_gone', 'no_room', 'refused']),
        message: z.string(),
      }),
    )
    .meta({ description: 'Batches whose dead letters stay as they are, with the reason.' }),
  reopened: z.array(batchSchema).meta({ description: 'The reopened batches; none of a dry run.' }),
}).meta({ id: 'DeadLetterRequeue' });

/** `asOf` dates the estimates of the batches. */
export function requeueObject(
  { matched, batches, skipped, reopened }: RequeuedDeadLetters,
  { dryRun, asOf }: { readonly dryRun: boolean; readonly asOf: number },
): DeadLetterRequeue {
  return {
    object: 'dead_letter.requeue',
    dry_run: dryRun,
    matched,
    batches: batches.map(({ batchId, requests: count }) => ({ batch_id: batchId, requests: count })),
    skipped: skipped.map(({ batchId, requests: count, reason, message }) => ({
      ...{ batch_id: batchId, requests: count },
      ...{ reason, message },
    })),
    reopened: reopened.map((batch) => batchObject(batch, asOf)),
  };
}
