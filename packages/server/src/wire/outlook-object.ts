import type { BatchOutlook as ApiBatchOutlook, OutlookReason } from '@spillway/api-types';
import type { BatchOutlook } from '@spillway/core';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

const codes = [
  ...(['no_worker', 'starting', 'interrupted', 'at_max'] as const),
  ...(['withheld', 'waiting', 'too_slow', 'not_measured'] as const),
] satisfies readonly BatchOutlook['reasons'][number]['code'][];

/** What is to be expected of a batch. */
export const outlookSchema: z.ZodType<ApiBatchOutlook> = objectSchema<ApiBatchOutlook>({
  object: z.literal('batch.outlook'),
  batch_id: z.string(),
  expires_at: unixSeconds,
  expected_finish_at: unixSeconds
    .nullable()
    .meta({ description: 'As the fleet is expected to be run; null when nobody can tell, or it is never.' }),
  slack_seconds: z
    .number()
    .nullable()
    .meta({ description: 'From the expected finish to `expires_at`; negative when it will be late.' }),
  on_time: z.boolean().nullable().meta({ description: 'Null when nobody can tell.' }),
  reasons: z
    .array(objectSchema<OutlookReason>({ code: z.enum(codes), text: z.string() }))
    .meta({ description: 'Why it is not expected to be in time, or why nobody can tell; the most telling first.' }),
}).meta({ id: 'BatchOutlook' });

export function outlookObject(outlook: BatchOutlook): ApiBatchOutlook {
  const { batchId, deadlineAt, expectedFinishAt, slackMs, onTime, reasons } = outlook;
  return {
    object: 'batch.outlook',
    batch_id: batchId,
    expires_at: seconds(deadlineAt),
    expected_finish_at: seconds(expectedFinishAt),
    slack_seconds: slackMs === null ? null : slackMs / 1_000,
    on_time: onTime,
    reasons: reasons.map(({ code, text }) => ({ code, text })),
  };
}
