import type { Scope } from './caller.ts';

/** A key without its secret. */
export interface Key {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly user: string | null;
  readonly scopes: readonly Scope[];
  readonly hint: string;
  readonly created_at: number;
  readonly expires_at: number | null;
}

export const limitNames = [
  'live_batches',
  'user_live_batches',
  'open_requests',
  'user_open_requests',
  'running_requests',
  'calls_per_minute',
] as const;

export type TenantLimits = Readonly<Partial<Record<(typeof limitNames)[number], number>>>;

export interface Tenant {
  readonly id: string;
  readonly limits: TenantLimits;
  readonly created_at: number;
}
