/** What a key may do: read what is the tenant's, change it, or act for every tenant and see the fleet. */
export const scopes = ['read', 'write', 'operator'] as const;

/** See {@link scopes}. */
export type Scope = (typeof scopes)[number];

/** A key of the API, without its secret, which nobody keeps. */
export interface AccessKey {
  readonly id: string;
  readonly tenant: string;
  /** The person or program within the tenant; null for the tenant as a whole. */
  readonly user: string | null;
  /** For people. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The last characters of the secret, to tell keys apart. */
  readonly hint: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

/** A key to be recorded; the store stamps the times. */
export interface NewAccessKey extends Omit<AccessKey, 'createdAt' | 'expiresAt'> {
  /** SHA-256 of the secret, lower-case hexadecimal. */
  readonly digest: string;
  readonly expiresInMs: number | null;
}

/** Which keys a page holds. */
export interface AccessKeyQuery {
  /** Of one tenant; of all when left out. */
  readonly tenant?: string;
  /** The id after which the page begins. */
  readonly after?: string;
  readonly limit: number;
}

/** Keys, newest first. */
export interface AccessKeyPage {
  readonly keys: readonly AccessKey[];
  readonly hasMore: boolean;
}

/** The keys of the API. An optional role; for operators only. */
export interface AccessRegistry {
  /** Records a key. Atomic. An id or a digest that was ever recorded throws `conflict`, a replay too. */
  create(key: NewAccessKey): Promise<AccessKey>;
  /** The key whose secret has this digest; undefined when there is none, or it was revoked or has expired. */
  get(digest: string): Promise<AccessKey | undefined>;
  /** A page of the keys that were not revoked, newest first, expired ones included. An unknown `after` answers an empty page. */
  list(query: AccessKeyQuery): Promise<AccessKeyPage>;
  /** Revokes the key at once and for ever. A replay answers `absent`. */
  remove(id: string): Promise<'removed' | 'absent'>;
}
