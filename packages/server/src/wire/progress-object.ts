import type { BatchProgress as ApiBatchProgress, ProgressPoint } from '@spillway/api-types';
import type { BatchProgress } from '@spillway/core';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

const pools = z.record(z.string(), z.int()).meta({ description: 'Requests by pool; `none` where no pool is known.' });

export const progressSchema: z.ZodType<ApiBatchProgress> = objectSchema<ApiBatchProgress>({
  object: z.literal('batch.progress'),
  span_seconds: z.int(),
  points: z
    .array(objectSchema<ProgressPoint>({ at: unixSeconds, pools }))
    .meta({ description: 'From the first span with requests to the last, 120 at the most.' }),
  shares: pools,
}).meta({
  id: 'BatchProgress',
  description: 'The requests that ended, by pool and time; one that ran again counts again.',
});

export function progressObject({ spanMs, points, shares }: BatchProgress): ApiBatchProgress {
  return {
    object: 'batch.progress',
    span_seconds: spanMs / 1_000,
    points: points.map(({ at, pools }) => ({ at: seconds(at), pools })),
    shares,
  };
}
