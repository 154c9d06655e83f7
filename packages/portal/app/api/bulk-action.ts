import type { BulkAction, BulkActionKind } from '@spillway/api-types';

/** What a bulk action is asked to do. */
export interface BulkOrder {
  readonly action: BulkActionKind;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly completion_window?: string;
}

export function hasStopped({ status }: BulkAction): boolean {
  return status === 'completed' || status === 'cancelled';
}
