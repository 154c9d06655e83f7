import type { TenantLimits as ApiTenantLimits, Tenant } from '@spillway/api-types';
import type { TenantLimits, TenantRecord } from '@spillway/core/store';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

/** What a tenant may have at once; what is left out is bounded by the server's own limits. */
export const tenantLimitsSchema: z.ZodType<ApiTenantLimits> = z
  .strictObject({
    live_batches: z.int().min(0).optional(),
    user_live_batches: z.int().min(0).optional(),
    open_requests: z.int().min(0).optional(),
    user_open_requests: z.int().min(0).optional(),
    running_requests: z.int().min(0).optional(),
    calls_per_minute: z.int().min(1).optional(),
  })
  .meta({ id: 'TenantLimits' });

export const tenantSchema: z.ZodType<Tenant> = objectSchema<Tenant>({
  id: z.string(),
  object: z.literal('tenant'),
  limits: tenantLimitsSchema,
  created_at: unixSeconds,
}).meta({ id: 'Tenant' });

const fields = {
  live_batches: 'liveBatches',
  user_live_batches: 'userLiveBatches',
  open_requests: 'openRequests',
  user_open_requests: 'userOpenRequests',
  running_requests: 'runningRequests',
  calls_per_minute: 'callsPerMinute',
} as const satisfies Record<keyof ApiTenantLimits, keyof TenantLimits>;
const names = Object.entries(fields) as [keyof typeof fields, keyof TenantLimits][];

export function tenantObject({ id, limits, createdAt }: TenantRecord): Tenant {
  const known = names.filter(([, field]) => limits[field] !== undefined).map(([name, field]) => [name, limits[field]]);
  return { id, object: 'tenant', limits: Object.fromEntries(known), created_at: seconds(createdAt) };
}

export function tenantLimitsOf(limits: ApiTenantLimits): TenantLimits {
  const given = names.filter(([name]) => limits[name] !== undefined).map(([name, field]) => [field, limits[name]]);
  return Object.fromEntries(given);
}
