import type { DroppedDeadLetters } from '@spillway/core';
import { z } from 'zod';

const requests = z.int().meta({ description: 'Dead letters of the batch.' });

/** What a drop did, or would do. */
export const dropSchema: z.ZodType = z
  .object({
    object: z.literal('dead_letter.drop'),
    dry_run: z.boolean(),
    matched: z.int().meta({ description: 'Dead letters that were asked for, in all.' }),
    dropped: z.int().meta({ description: 'Those that leave the list.' }),
    batches: z.array(z.object({ batch_id: z.string(), requests })).meta({ description: 'The same by batch.' }),
    skipped: z
      .array(z.object({ batch_id: z.string(), requests, reason: z.enum(['running', 'changed']), message: z.string() }))
      .meta({ description: 'Batches of which some stay, with the reason.' }),
  })
  .meta({ id: 'DeadLetterDrop' });

export function dropObject({ matched, dropped, batches, skipped }: DroppedDeadLetters, dryRun: boolean): object {
  return {
    object: 'dead_letter.drop',
    dry_run: dryRun,
    matched,
    dropped,
    batches: batches.map(({ batchId, requests: count }) => ({ batch_id: batchId, requests: count })),
    skipped: skipped.map(({ batchId, ...rest }) => ({ batch_id: batchId, ...rest })),
  };
}
