import type { System, SystemPart, SystemPool, SystemStorage } from '@spillway/api-types';
import type { PartHealth, Spillway } from '@spillway/core';
import type { WorkerRecord } from '@spillway/core/store';
import { z } from 'zod';
import { type FieldSchemas, objectSchema } from './object-schema.ts';
import { unixSeconds } from './unix-seconds.ts';

const partFields: FieldSchemas<SystemPart> = {
  kind: z.string().meta({ description: 'What it is; `unknown` when it does not say.' }),
  status: z.enum(['ok', 'unavailable']),
  latency_ms: z.number().nullable(),
  detail: z.string().nullable().meta({ description: 'Version and place, or why it is unavailable. Holds no secret.' }),
};

const link = z.string().nullable();

/** How the installation is, as the process that answers reaches it. */
export const systemSchema: z.ZodType<System> = objectSchema<System>({
  object: z.literal('system'),
  version: z.string(),
  node_version: z.string(),
  started_at: unixSeconds.meta({ description: 'When this process began to serve.' }),
  instance: z.string().meta({ description: 'The process: its machine and its id there.' }),
  database: objectSchema<SystemPart>(partFields),
  storage: objectSchema<SystemStorage>({
    ...partFields,
    free_bytes: z.number().nullable().meta({ description: 'Null where the storage knows no bound.' }),
  }),
  pools: z.array(
    objectSchema<SystemPool>({
      name: z.string(),
      preemptible: z.boolean().nullable().meta({ description: 'Null for a pool that only workers name.' }),
      workers: z.int(),
      healthy_engines: z.int(),
      unhealthy_engines: z.int(),
      versions: z.array(z.string()).meta({ description: 'Of the workers.' }),
    }),
  ),
  links: objectSchema<System['links']>({ grafana: link, alerts: link, metrics: link }).meta({
    description: 'Where to look further; null for what was not configured.',
  }),
}).meta({ id: 'System' });

/** What workers say of a pool; null when they could not be read. */
export interface PoolNews {
  readonly pools: Awaited<ReturnType<Spillway['fleet']['get']>>['pools'];
  readonly workers: readonly WorkerRecord[];
}

export function partObject({ kind, status, latencyMs, detail }: PartHealth): SystemPart {
  return { kind, status, latency_ms: latencyMs === null ? null : Math.round(latencyMs * 10) / 10, detail };
}

export function poolObjects({ pools, workers }: PoolNews): SystemPool[] {
  const names = new Set([...pools.map(({ name }) => name), ...workers.map(({ pool }) => pool)]);
  return [...names].map((name) => {
    const living = workers.filter(({ pool }) => pool === name);
    // Whoever reaches an engine is right about it.
    const reached = new Map<string, boolean>();
    for (const { url, healthy } of living.flatMap(({ engines }) => engines)) {
      reached.set(url, healthy || (reached.get(url) ?? false));
    }
    const healthy = [...reached.values()].filter(Boolean).length;
    return {
      name,
      preemptible: pools.find((pool) => pool.name === name)?.preemptible ?? null,
      workers: living.length,
      healthy_engines: healthy,
      unhealthy_engines: reached.size - healthy,
      versions: [...new Set(living.map(({ version }) => version))].toSorted(),
    };
  });
}
