/** Dead letters of one batch. */
export interface DeadLetterBatch {
  readonly batch_id: string;
  readonly requests: number;
}

/** A batch whose dead letters stay as they are, or some of them. */
export interface SkippedBatch<Reason extends string> extends DeadLetterBatch {
  readonly reason: Reason;
  /** The same in a sentence. */
  readonly message: string;
}
