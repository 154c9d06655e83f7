import type { BatchEvent } from '@spillway/api-types';
import type { RecordedEvent } from '@spillway/core/store';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

/** One line of a batch's history. */
export const eventSchema: z.ZodType<BatchEvent> = objectSchema<BatchEvent>({
  id: z.string().meta({ description: 'Ascending within the batch.' }),
  object: z.literal('batch.event'),
  type: z.string().meta({ description: '`created`, `planned`, `escalated`, `cancel_requested`, `completed`, …' }),
  message: z.string(),
  created_at: unixSeconds,
}).meta({ id: 'BatchEvent' });

export function eventObject({ ordinal, kind, text, at }: RecordedEvent): BatchEvent {
  return { id: String(ordinal), object: 'batch.event', type: kind, message: text, created_at: seconds(at) };
}
