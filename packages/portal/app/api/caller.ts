export type Scope = 'read' | 'write' | 'operator';

/** Whose key it is. */
export interface Caller {
  readonly tenant: string;
  readonly user: string | null;
  readonly scopes: readonly Scope[];
  /** Null when nobody is asked for a key. */
  readonly key_id: string | null;
  readonly key_name: string | null;
  readonly version: string;
}
