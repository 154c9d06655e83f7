import type { FleetStanding as ApiFleetStanding, Fleet, FleetPool } from '@spillway/api-types';
import type { FleetView } from '@spillway/core';
import type { FleetStanding } from '@spillway/core/store';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';
import { throughputObject, throughputSchema } from './worker-object.ts';

const standing = objectSchema<ApiFleetStanding>({
  pool: z.string(),
  model: z.string(),
  desired_replicas: z.int().meta({ description: 'Workers that the pool should have for the model.' }),
  decided_at: unixSeconds,
  live_replicas: z
    .int()
    .nullable()
    .meta({ description: 'Those that lived at the decision; null where it did not say.' }),
  throughput: throughputSchema.nullable(),
  cold_start_seconds: z.number().nullable(),
  open_requests: z.int().nullable().meta({ description: 'Of the model, whichever pool may take them.' }),
  open_tokens: z.number().nullable(),
}).meta({ id: 'FleetStanding', description: 'The last decision about a model in a pool, and what it was made from.' });

/** What the installation has, and what was decided about it. */
export const fleetSchema: z.ZodType<Fleet> = objectSchema<Fleet>({
  object: z.literal('fleet'),
  pools: z.array(
    objectSchema<FleetPool>({
      name: z.string(),
      preemptible: z.boolean(),
      price_per_hour: z.number(),
      min_replicas: z.int(),
      max_replicas: z.int().nullable(),
    }),
  ),
  standings: z.array(standing),
  queue: objectSchema<Fleet['queue']>({ batches: z.int(), requests: z.int() }).meta({
    description: 'Batches that have not ended, and their requests without an outcome.',
  }),
}).meta({ id: 'Fleet' });

export function fleetObject({ pools, standings, queue }: FleetView): Fleet {
  return {
    object: 'fleet',
    pools: pools.map(({ name, preemptible, pricePerHour, minReplicas = 0, maxReplicas = null }) => ({
      ...{ name, preemptible, price_per_hour: pricePerHour },
      ...{ min_replicas: minReplicas, max_replicas: maxReplicas },
    })),
    standings: standings.map(standingObject),
    queue: { batches: queue.batches, requests: queue.requests },
  };
}

function standingObject({ pool, model, desiredReplicas, decidedAt, observed }: FleetStanding): ApiFleetStanding {
  return {
    ...{ pool, model },
    desired_replicas: desiredReplicas,
    decided_at: seconds(decidedAt),
    live_replicas: observed?.live ?? null,
    throughput: observed?.throughput ? throughputObject(observed.throughput) : null,
    cold_start_seconds: observed ? observed.coldStartMs / 1_000 : null,
    open_requests: observed?.openRequests ?? null,
    open_tokens: observed?.openTokens ?? null,
  };
}
