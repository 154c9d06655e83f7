import type { DeadLetter, RequeuedDeadLetters } from '@spillway/core';
import { z } from 'zod';
import { attemptObject, attemptSchema } from './attempt-object.ts';
import { batchObject, batchSchema } from './batch-object.ts';
import { requestObject, requestShape } from './request-object.ts';

/** A request that was given up. */
export const deadLetterSchema: z.ZodType = z
  .object({
    ...requestShape,
    fingerprint: z.string().meta({ description: 'What all share that failed in the same way.' }),
    last_attempt: attemptSchema.nullable().meta({ description: 'What broke last, where it is known.' }),
  })
  .meta({ id: 'DeadLetter' });

export function deadLetterObject(deadLetter: DeadLetter): object {
  const { lastAttempt, fingerprint } = deadLetter;
  return { ...requestObject(deadLetter), fingerprint, last_attempt: lastAttempt && attemptObject(lastAttempt) };
}

const requests = z.int().meta({ description: 'Dead letters of the batch that were asked for.' });

/** What a requeue did, or would do. */
export const requeueSchema: z.ZodType = z
  .object({
    object: z.literal('dead_letter.requeue'),
    dry_run: z.boolean(),
    matched: z.int().meta({ description: 'Dead letters that were asked for, in all.' }),
    batches: z
      .array(z.object({ batch_id: z.string(), requests }))
      .meta({ description: 'Batches that are reopened for them.' }),
    skipped: z
      .array(
        z.object({
          batch_id: z.string(),
          requests,
          reason: z.enum(['running', 'input_gone', 'no_room', 'refused']),
          message: z.string(),
        }),
      )
      .meta({ description: 'Batches whose dead letters stay as they are, with the reason.' }),
    reopened: z.array(batchSchema).meta({ description: 'The reopened batches; none of a dry run.' }),
  })
  .meta({ id: 'DeadLetterRequeue' });

/** `asOf` dates the estimates of the batches. */
export function requeueObject(
  { matched, batches, skipped, reopened }: RequeuedDeadLetters,
  { dryRun, asOf }: { readonly dryRun: boolean; readonly asOf: number },
): object {
  return {
    object: 'dead_letter.requeue',
    dry_run: dryRun,
    matched,
    batches: batches.map(({ batchId, requests: count }) => ({ batch_id: batchId, requests: count })),
    skipped: skipped.map(({ batchId, ...rest }) => ({ batch_id: batchId, ...rest })),
    reopened: reopened.map((batch) => batchObject(batch, asOf)),
  };
}
