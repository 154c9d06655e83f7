/** What a tenant may have at once; what is left out is bounded by the server's own limits. */
export interface TenantLimits {
  /** Batches of the tenant that have not ended. */
  readonly live_batches?: number | undefined;
  /** Batches of each of its users that have not ended. */
  readonly user_live_batches?: number | undefined;
  /** Requests of the tenant without an outcome. */
  readonly open_requests?: number | undefined;
  /** Requests of each of its users without an outcome. */
  readonly user_open_requests?: number | undefined;
  /** Requests of the tenant in workers' hands at once; 0 pauses the tenant. */
  readonly running_requests?: number | undefined;
  /** Calls of the API by each key. */
  readonly calls_per_minute?: number | undefined;
}

/** A tenant with limits of its own. */
export interface Tenant {
  readonly id: string;
  readonly object: 'tenant';
  readonly limits: TenantLimits;
  readonly created_at: number;
}
