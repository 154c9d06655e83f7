/** Bounds of one tenant; what is left out is bounded by the server's own. */
export interface TenantLimits {
  /** Batches of the tenant that have not ended. */
  readonly liveBatches?: number;
  /** Batches of each of its users that have not ended. */
  readonly userLiveBatches?: number;
  /** Requests of the tenant without an outcome. */
  readonly openRequests?: number;
  /** Requests of each of its users without an outcome. */
  readonly userOpenRequests?: number;
  /** Requests of the tenant in workers' hands at once; 0 pauses the tenant. Workers notice a change within ten seconds. */
  readonly runningRequests?: number;
  /** Calls of the API by each key. */
  readonly callsPerMinute?: number;
}

/** A tenant with limits of its own. */
export interface TenantRecord {
  readonly id: string;
  readonly limits: TenantLimits;
  readonly createdAt: number;
}

/** Tenants by id ascending. */
export interface TenantPage {
  readonly tenants: readonly TenantRecord[];
  readonly hasMore: boolean;
}

/** Tenants whose bounds differ from the server's. An optional role; for operators only. */
export interface TenantRegistry {
  /** Records the tenant or replaces its limits as a whole. Atomic. A replay changes nothing. */
  put(tenant: { readonly id: string; readonly limits: TenantLimits }): Promise<TenantRecord>;
  /** The tenant; undefined when it has no limits of its own. */
  get(id: string): Promise<TenantRecord | undefined>;
  /** A page of tenants by id ascending, from behind `after`. */
  list(query: { readonly after?: string; readonly limit: number }): Promise<TenantPage>;
}
