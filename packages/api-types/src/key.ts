/** What a key allows. */
export type Scope = 'read' | 'write' | 'operator';

/** A key of the API without its secret. */
export interface Key {
  readonly id: string;
  readonly object: 'key';
  readonly name: string;
  readonly tenant: string;
  readonly user: string | null;
  readonly scopes: readonly Scope[];
  /** The last characters of the secret. */
  readonly hint: string;
  readonly created_at: number;
  /** Null for one that never expires. */
  readonly expires_at: number | null;
}

/** A key just made. */
export interface MadeKey extends Key {
  /** The key itself: shown this once and kept nowhere. */
  readonly secret: string;
}
