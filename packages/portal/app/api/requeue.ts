/** What a requeue did, or would do. */
export interface Requeue {
  readonly dry_run: boolean;
  readonly matched: number;
  readonly batches: readonly { readonly batch_id: string; readonly requests: number }[];
  readonly skipped: readonly {
    readonly batch_id: string;
    readonly requests: number;
    readonly reason: string;
    readonly message: string;
  }[];
}
