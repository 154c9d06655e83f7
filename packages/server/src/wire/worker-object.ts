import type { EngineLatency, EngineTokens, Throughput, Worker, WorkerEngine } from '@spillway/api-types';
import type { EngineAnswers, EngineHealth, ModelThroughput, WorkerRecord } from '@spillway/core/store';
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
  requests_per_second: z.number().nullable().meta({ description: 'Requests of the worker that it answered.' }),
  tokens_per_second: objectSchema<EngineTokens>({ input: z.number(), output: z.number() })
    .nullable()
    .meta({ description: 'Of those answers, as it reported them.' }),
  latency_seconds: objectSchema<EngineLatency>({ median: z.number(), p95: z.number() })
    .nullable()
    .meta({ description: 'From sending a request to its whole answer.' }),
  queue_seconds: z.number().nullable().meta({ description: 'What requests waited in its queue, by its own word.' }),
  waiting: z.int().nullable().meta({ description: 'Requests in its queue, by its own word.' }),
  running: z.int().nullable().meta({ description: 'Requests that it works on, by its own word.' }),
}).meta({
  id: 'WorkerEngine',
  description:
    'What it does, over about the last minute. Rates and latency are of the requests of this worker alone, what it says ' +
    'itself is of everybody’s. Null is what nobody knows.',
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

function engineObject({ url, healthy, reason, answers, queue }: EngineHealth): WorkerEngine {
  return {
    url,
    healthy,
    reason: reason ?? null,
    requests_per_second: answers?.requestsPerSecond ?? null,
    tokens_per_second: answers ? { input: answers.tokensPerSecond.in, output: answers.tokensPerSecond.out } : null,
    latency_seconds: answers?.latencyMs ? latencyObject(answers.latencyMs) : null,
    queue_seconds: spanSeconds(queue?.waitMs ?? null),
    waiting: queue?.waiting ?? null,
    running: queue?.running ?? null,
  };
}

function latencyObject({ median, p95 }: NonNullable<EngineAnswers['latencyMs']>): EngineLatency {
  return { median: median / 1_000, p95: p95 / 1_000 };
}

function spanSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1_000;
}
