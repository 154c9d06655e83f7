import type { Throughput, Worker, WorkerEngine } from '@spillway/api-types';
import type { EngineHealth, ModelThroughput, WorkerRecord } from '@spillway/core/store';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

/** What one worker was measured to do for a model. */
export const throughputSchema: z.ZodType<Throughput> = objectSchema<Throughput>({
  requests_per_second: z.number(),
  tokens_per_second: z.number().nullable(),
}).meta({ id: 'Throughput', description: 'What one worker ends in a second, over about five minutes.' });

export function throughputObject({ requestsPerSecond, tokensPerSecond }: ModelThroughput): Throughput {
  return { requests_per_second: requestsPerSecond, tokens_per_second: tokensPerSecond };
}

const engineSchema = objectSchema<WorkerEngine>({
  url: z.string(),
  healthy: z.boolean(),
  reason: z.string().nullable(),
});

/** A worker that lives. */
export const workerSchema: z.ZodType<Worker> = objectSchema<Worker>({
  id: z.string(),
  object: z.literal('worker'),
  pool: z.string(),
  models: z.array(z.string()),
  capacity: z.int().meta({ description: 'Requests that it can have in flight.' }),
  in_flight: z.int(),
  version: z.string(),
  engines: z.array(engineSchema),
  throughput: z.record(z.string(), throughputSchema).meta({ description: 'By model.' }),
  started_at: unixSeconds,
  beat_at: unixSeconds.meta({ description: 'Its last word.' }),
}).meta({ id: 'Worker' });

export function workerObject(worker: WorkerRecord): Worker {
  const throughput = Object.entries(worker.throughput).map(([model, measured]) => [model, throughputObject(measured)]);
  return {
    id: worker.id,
    object: 'worker',
    pool: worker.pool,
    models: worker.models,
    capacity: worker.capacity,
    in_flight: worker.inFlight,
    version: worker.version,
    engines: worker.engines.map(engineObject),
    throughput: Object.fromEntries(throughput),
    started_at: seconds(worker.startedAt),
    beat_at: seconds(worker.beatAt),
  };
}

function engineObject({ url, healthy, reason }: EngineHealth): WorkerEngine {
  return { url, healthy, reason: reason ?? null };
}
