import type { AccessKey, AccessKeyPage, Scope, TenantLimits, TenantPage, TenantRecord } from '../store/index.ts';

/** A key to be made. */
export interface KeyOrder {
  /** `default` when left out. */
  readonly tenant?: string;
  readonly user?: string;
  /** For people, 1 to 100 characters. */
  readonly name: string;
  /** `read` and `write` by default. */
  readonly scopes?: readonly Scope[];
  /** Never by default. */
  readonly expiresInMs?: number | null;
}

/** A key with its secret, which is shown this once and kept nowhere. */
export interface MadeKey {
  readonly key: AccessKey;
  /** `sk-spillway-` and 256 random bits. */
  readonly secret: string;
}

/** The keys of the API. Throws `invalid_argument` when the store does not keep keys. */
export interface SpillwayKeys {
  create(order: KeyOrder): Promise<MadeKey>;
  list(query?: { readonly tenant?: string; readonly after?: string; readonly limit?: number }): Promise<AccessKeyPage>;
  /** Revokes a key at once and for ever. */
  remove(id: string): Promise<'removed' | 'absent'>;
  /** The key with this secret; undefined when it is unknown, revoked or expired. */
  find(secret: string): Promise<AccessKey | undefined>;
}

/** Tenants with limits of their own. Throws `invalid_argument` when the store does not keep tenants. */
export interface SpillwayTenants {
  put(tenant: { readonly id: string; readonly limits: TenantLimits }): Promise<TenantRecord>;
  get(id: string): Promise<TenantRecord | undefined>;
  list(query?: { readonly after?: string; readonly limit?: number }): Promise<TenantPage>;
}
