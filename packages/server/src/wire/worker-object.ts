import type { ModelThroughput, WorkerRecord } from '@spillway/core/store';
import { z } from 'zod';
import { seconds, unixSeconds } from './unix-seconds.ts';

/** What one worker was measured to do for a model. */
export const throughputSchema: z.ZodType = z
  .object({ requests_per_second: z.number(), tokens_per_second: z.number().nullable() })
  .meta({ id: 'Throughput', description: 'What one worker ends in a second, over about five minutes.' });

export function throughputObject({ requestsPerSecond, tokensPerSecond }: ModelThroughput): object {
  return { requests_per_second: requestsPerSecond, tokens_per_second: tokensPerSecond };
}

/** A worker that lives. */
export const workerSchema: z.ZodType = z
  .object({
    id: z.string(),
    object: z.literal('worker'),
    pool: z.string(),
    models: z.array(z.string()),
    capacity: z.int().meta({ description: 'Requests that it can have in flight.' }),
    in_flight: z.int(),
    version: z.string(),
    engines: z.array(z.object({ url: z.string(), healthy: z.boolean(), reason: z.string().nullable() })),
    throughput: z.record(z.string(), throughputSchema).meta({ description: 'By model.' }),
    started_at: unixSeconds,
    beat_at: unixSeconds.meta({ description: 'Its last word.' }),
  })
  .meta({ id: 'Worker' });

export function workerObject(worker: WorkerRecord): object {
  const throughput = Object.entries(worker.throughput).map(([model, measured]) => [model, throughputObject(measured)]);
  return {
    id: worker.id,
    object: 'worker',
    pool: worker.pool,
    models: worker.models,
    capacity: worker.capacity,
    in_flight: worker.inFlight,
    version: worker.version,
    engines: worker.engines.map(({ url, healthy, reason = null }) => ({ url, healthy, reason })),
    throughput: Object.fromEntries(throughput),
    started_at: seconds(worker.startedAt),
    beat_at: seconds(worker.beatAt),
  };
}
