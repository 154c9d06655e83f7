import type { DeadLetterBatch, DeadLetterDrop } from '@spillway/api-types';
import type { DroppedDeadLetters } from '@spillway/core';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';

const requests = z.int().meta({ description: 'Dead letters of the batch.' });

const skippedBatch = objectSchema<DeadLetterDrop['skipped'][number]>({
  batch_id: z.string(),
  requests,
  reason: z.enum(['running', 'changed']),
  message: z.string(),
});

/** What a drop did, or would do. */
export const dropSchema: z.ZodType<DeadLetterDrop> = objectSchema<DeadLetterDrop>({
  object: z.literal('dead_letter.drop'),
  dry_run: z.boolean(),
  matched: z.int().meta({ description: 'Dead letters that were asked for, in all.' }),
  dropped: z.int().meta({ description: 'Those that leave the list.' }),
  batches: z
    .array(objectSchema<DeadLetterBatch>({ batch_id: z.string(), requests }))
    .meta({ description: 'The same by batch.' }),
  skipped: z.array(skippedBatch).meta({ description: 'Batches of which some stay, with the reason.' }),
}).meta({ id: 'DeadLetterDrop' });

export function dropObject(
  { matched, dropped, batches, skipped }: DroppedDeadLetters,
  dryRun: boolean,
): DeadLetterDrop {
  return {
    object: 'dead_letter.drop',
    dry_run: dryRun,
    matched,
    dropped,
    batches: batches.map(({ batchId, requests: count }) => ({ batch_id: batchId, requests: count })),
    skipped: skipped.map(({ batchId, requests: count, reason, message }) => ({
      ...{ batch_id: batchId, requests: count },
      ...{ reason, message },
    })),
  };
}
