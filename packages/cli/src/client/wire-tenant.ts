/** The limits of a tenant that has some of its own, as the API tells operators. */
export interface WireTenant {
  readonly id: string;
  /** By their names in the API; what is left out is bounded by the server's own. */
  readonly limits: Readonly<Record<string, number>>;
  readonly created_at: number;
}
