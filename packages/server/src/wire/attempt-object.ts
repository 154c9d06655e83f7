import type { Attempt } from '@spillway/api-types';
import type { AttemptNote } from '@spillway/core';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

/** One execution of a request. */
export const attemptSchema: z.ZodType<Attempt> = objectSchema<Attempt>({
  started_at: unixSeconds.meta({ description: "By the worker's clock." }),
  duration_ms: z.int(),
  pool: z.string().nullable(),
  worker: z.string().nullable(),
  engine: z.string().nullable(),
  verdict: z
    .enum(['answered', 'refused', 'failed', 'busy', 'unreachable', 'preempted', 'lapsed'])
    .meta({ description: '`lapsed`: those who held the request died, as often as the message says.' }),
  code: z.string().nullable().meta({ description: 'What broke, in a word; null of an answer.' }),
  message: z.string().nullable(),
  status_code: z.int().nullable(),
}).meta({ id: 'Attempt' });

export function attemptObject(attempt: AttemptNote): Attempt {
  const { startedAt, durationMs, pool, workerId, engine, verdict, code, message, statusCode } = attempt;
  const when = { started_at: seconds(startedAt), duration_ms: durationMs };
  return { ...when, pool, worker: workerId, engine, verdict, code, message, status_code: statusCode };
}
