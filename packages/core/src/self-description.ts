/** What a store or a blob storage says of itself, for operators: never a password, a key, or a part of one. */
export interface SelfDescription {
  /** A word or two: `PostgreSQL`, `folder`. */
  readonly kind: string;
  /** Version and place, as far as it knows them; null when there is nothing to say. */
  readonly detail: string | null;
}
