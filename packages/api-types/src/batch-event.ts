/** One line of a batch's history. */
export interface BatchEvent {
  /** Ascending within the batch. */
  readonly id: string;
  readonly object: 'batch.event';
  /** `created`, `planned`, `escalated`, `cancel_requested`, `completed`, … */
  readonly type: string;
  readonly message: string;
  readonly created_at: number;
}
