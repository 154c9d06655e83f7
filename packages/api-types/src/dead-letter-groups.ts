/** Dead letters that failed in one way. */
export interface DeadLetterGroup {
  readonly object: 'dead_letter.group';
  /** By which the list and the actions choose the same. */
  readonly fingerprint: string;
  readonly model: string;
  /** What ended their last attempts, where it is known. */
  readonly code: string | null;
  /** What the newest of them says. */
  readonly message: string | null;
  /** Dead letters. */
  readonly count: number;
  /** Batches that they are of. */
  readonly batches: number;
  /** When the first of them ended. */
  readonly first_at: number;
  /** When the last of them ended. */
  readonly last_at: number;
  /** Requests, the newest first, three at the most. */
  readonly sample_ids: readonly string[];
}

/** Dead letters by how they failed. */
export interface DeadLetterGroups {
  readonly object: 'list';
  readonly data: readonly DeadLetterGroup[];
  /** Whether all that were asked for are counted, in groups that are all here. */
  readonly complete: boolean;
  /** Dead letters that are counted, those of the newest batches. */
  readonly looked_at: number;
}
