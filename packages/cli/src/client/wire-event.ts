/** One line of a batch's history. */
export interface WireEvent {
  readonly id: string;
  readonly type: string;
  readonly message: string;
  readonly created_at: number;
}
