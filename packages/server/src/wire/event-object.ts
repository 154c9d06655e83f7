import type { RecordedEvent } from '@spillway/core/store';
import { z } from 'zod';
import { seconds, unixSeconds } from './unix-seconds.ts';

/** One line of a batch's history. */
export const eventSchema: z.ZodType = z
  .object({
    id: z.string().meta({ description: 'Ascending within the batch.' }),
    object: z.literal('batch.event'),
    type: z.string().meta({ description: '`created`, `planned`, `escalated`, `cancel_requested`, `completed`, …' }),
    message: z.string(),
    created_at: unixSeconds,
  })
  .meta({ id: 'BatchEvent' });

export function eventObject({ ordinal, kind, text, at }: RecordedEvent): object {
  return { id: String(ordinal), object: 'batch.event', type: kind, message: text, created_at: seconds(at) };
}
