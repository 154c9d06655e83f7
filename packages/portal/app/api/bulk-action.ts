export type BulkWord = 'cancel' | 'retry' | 'requeue_dead_letters' | 'drop_dead_letters';

/** What is done to everything that a filter names; made when nothing was recorded yet: a dry run. */
export interface BulkAction {
  /** Null for a dry run. */
  readonly id: string | null;
  readonly action: BulkWord;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly status: 'queued' | 'running' | 'completed' | 'cancelling' | 'cancelled' | 'dry_run';
  readonly counts: {
    readonly matched: number;
    readonly done: number;
    readonly skipped: number;
    readonly failed: number;
  };
  /** The first of them. */
  readonly problems: readonly { readonly batch_id: string; readonly code: string; readonly message: string }[];
  readonly created_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
}

/** What a bulk action is asked to do. */
export interface BulkOrder {
  readonly action: BulkWord;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly completion_window?: string;
}

export function hasStopped({ status }: BulkAction): boolean {
  return status === 'completed' || status === 'cancelled';
}
