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

/** The keys of the API. On a store that keeps none, none is found, and all else throws `invalid_argument`. */
export interface SpillwayKeys {
  /**
   * Makes a key. Throws `invalid_argument` with `param` for a name, tenant, user, scope or life that cannot be. Tenants
   * and users have names of 1 to 64 letters, digits, `_`, `.`, `@` and `-`.
   */
  create(order: KeyOrder): Promise<MadeKey>;
  /** A page of the keys that were not revoked, newest first; 20 by default. */
  list(query?: { readonly tenant?: string; readonly after?: string; readonly limit?: number }): Promise<AccessKeyPage>;
  /** Revokes a key at once and for ever. */
  remove(id: string): Promise<'removed' | 'absent'>;
  /** The key with this secret; undefined when it is unknown, revoked or expired. */
  find(secret: string): Promise<AccessKey | undefined>;
}

/** Tenants with limits of their own. On a store that keeps none, none is found, and all else throws `invalid_argument`. */
export interface SpillwayTenants {
  /**
   * Records the tenant or replaces its limits as a whole: whole numbers from 0, where 0 lets nothing new in, and from 1
   * for `callsPerMinute`. Throws `invalid_argument` with `param` for anything else.
   */
  put(tenant: { readonly id: string; readonly limits: TenantLimits }): Promise<TenantRecord>;
  /** The tenant; undefined when it has no limits of its own. */
  get(id: string): Promise<TenantRecord | undefined>;
  /** A page of tenants by id ascending; 20 by default. */
  list(query?: { readonly after?: string; readonly limit?: number }): Promise<TenantPage>;
}
