/** Bounds of one tenant; what is left out is bounded by the server's own. */
export interface TenantLimits {
  /** Batches that have not ended: of the tenant, and of each of its users. */
  readonly liveBatches?: number;
  readonly userLiveBatches?: number;
  /** Requests without an outcome: of the tenant, and of each of its users. */
  readonly openRequests?: number;
  readonly userOpenRequests?: number;
  /** Calls of the API by each key. */
  readonly callsPerMinute?: number;
}

export interface TenantRecord {
  readonly id: string;
  readonly limits: TenantLimits;
  readonly createdAt: number;
}

export interface TenantPage {
  readonly tenants: readonly TenantRecord[];
  readonly hasMore: boolean;
}

/** Tenants whose bounds differ from the server's. An optional role; for operators only. */
export interface TenantRegistry {
  /** Records the tenant or replaces its limits as a whole. Atomic. A replay changes nothing. */
  put(tenant: { readonly id: string; readonly limits: TenantLimits }): Promise<TenantRecord>;
  get(id: string): Promise<TenantRecord | undefined>;
  /** A page of tenants by id ascending, from behind `after`. */
  list(query: { readonly after?: string; readonly limit: number }): Promise<TenantPage>;
}
