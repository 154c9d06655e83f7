/** Dead letters that died of the same. */
export interface DeadLetterGroup {
  readonly fingerprint: string;
  /** Null where it is not known. */
  readonly code: string | null;
  readonly model: string;
  /** Of the newest. */
  readonly message: string | null;
  readonly count: number;
  readonly batches: number;
  readonly first_at: number;
  readonly last_at: number;
  /** A few, the newest first. */
  readonly sample_ids: readonly string[];
}

export interface DeadLetterGroups {
  readonly data: readonly DeadLetterGroup[];
  /** Whether all dead letters were looked at, and not only the newest. */
  readonly complete: boolean;
  readonly looked_at: number;
}
