import type { BulkAction } from '@spillway/api-types';

/** An action on many batches that is recorded: no dry run. */
export interface WireRecordedAction extends BulkAction {
  readonly id: string;
}

/** Where the API keeps them. */
export function bulkActionsPath(below = ''): string {
  return `/v1/bulk_actions${below}`;
}
