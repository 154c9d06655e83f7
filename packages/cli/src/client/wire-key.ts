/** A key of the API, without its secret. Instants are in seconds. */
export interface WireKey {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly user: string | null;
  readonly scopes: readonly string[];
  /** The last characters of the secret. */
  readonly hint: string;
  readonly created_at: number;
  readonly expires_at: number | null;
}
