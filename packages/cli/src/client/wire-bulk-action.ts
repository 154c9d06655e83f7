export type WireBulkVerb = 'cancel' | 'retry' | 'requeue_dead_letters' | 'drop_dead_letters';

/** An action on many batches, as the API tells of it. */
export interface WireBulkAction {
  /** Null for a dry run. */
  readonly id: string | null;
  readonly action: WireBulkVerb;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly completion_window: string | null;
  readonly dry_run: boolean;
  readonly status: 'queued' | 'running' | 'completed' | 'cancelling' | 'cancelled' | 'dry_run';
  readonly counts: {
    readonly matched: number;
    readonly done: number;
    readonly skipped: number;
    readonly failed: number;
  };
  readonly problems: readonly { readonly batch_id: string; readonly code: string; readonly message: string }[];
  readonly created_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
}

/** One that is recorded. */
export interface WireRecordedAction extends WireBulkAction {
  readonly id: string;
}

/** Where the API keeps them. */
export function bulkActionsPath(below = ''): string {
  return `/v1/bulk_actions${below}`;
}
