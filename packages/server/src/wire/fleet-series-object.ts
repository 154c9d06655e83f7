import type {
  FleetPoint as ApiFleetPoint,
  FleetSeries as ApiFleetSeries,
  PoolPoint as ApiPoolPoint,
} from '@spillway/api-types';
import type { FleetPoint, FleetSeries, PoolPoint } from '@spillway/core';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

const poolPoint = objectSchema<ApiPoolPoint>({
  live_replicas: z.int(),
  desired_replicas: z.int(),
  in_flight: z.int(),
  slots: z.int().meta({ description: 'Requests that its workers can have in flight.' }),
  requests_per_second: z
    .number()
    .nullable()
    .meta({ description: 'Requests that ended in any way; null until its workers have been seen twice.' }),
  tokens_per_second: z.number().nullable().meta({ description: 'The same in estimated tokens.' }),
  cost_per_hour: z.number().nullable().meta({ description: "Of the live replicas, at the pool's price." }),
});

/** The fleet at one moment. */
const fleetPointSchema = objectSchema<ApiFleetPoint>({
  at: unixSeconds,
  queue_batches: z.int(),
  queue_requests: z.int(),
  queue_age_seconds: z
    .number()
    .meta({ description: 'Since the oldest batch that has not ended was created; 0 without any.' }),
  pools: z.record(z.string(), poolPoint).meta({ description: 'By name.' }),
}).meta({ id: 'FleetPoint' });

/** The fleet's last hour. */
export const fleetSeriesSchema: z.ZodType<ApiFleetSeries> = objectSchema<ApiFleetSeries>({
  object: z.literal('fleet.series'),
  span_seconds: z.number().meta({ description: 'Between two points.' }),
  points: z.array(fleetPointSchema).meta({ description: 'The oldest first.' }),
}).meta({ id: 'FleetSeries' });

export function fleetSeriesObject({ spanMs, points }: FleetSeries): ApiFleetSeries {
  return { object: 'fleet.series', span_seconds: spanMs / 1_000, points: points.map(fleetPointObject) };
}

export function fleetPointObject({ at, queueBatches, queueRequests, queueAgeMs, pools }: FleetPoint): ApiFleetPoint {
  return {
    at: seconds(at),
    queue_batches: queueBatches,
    queue_requests: queueRequests,
    queue_age_seconds: queueAgeMs / 1_000,
    pools: Object.fromEntries(Object.entries(pools).map(([name, pool]) => [name, poolPointObject(pool)])),
  };
}

function poolPointObject(pool: PoolPoint): ApiPoolPoint {
  return {
    live_replicas: pool.liveReplicas,
    desired_replicas: pool.desiredReplicas,
    in_flight: pool.inFlight,
    slots: pool.slots,
    requests_per_second: rounded(pool.requestsPerSecond),
    tokens_per_second: rounded(pool.tokensPerSecond),
    cost_per_hour: pool.costPerHour,
  };
}

function rounded(rate: number | null): number | null {
  return rate === null ? null : Number(rate.toPrecision(4));
}
