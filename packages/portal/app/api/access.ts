import type { TenantLimits } from '@spillway/api-types';

/** In the order in which they are shown. */
export const limitNames: readonly (keyof TenantLimits)[] = [
  'live_batches',
  'user_live_batches',
  'open_requests',
  'user_open_requests',
  'running_requests',
  'calls_per_minute',
];
