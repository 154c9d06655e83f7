import type { Batch, BatchError, BatchRequestCounts, BatchStatus } from '@spillway/api-types';

/** What every server tells of a batch. */
type Everywhere = 'id' | 'endpoint' | 'input_file_id' | 'completion_window' | 'status' | 'created_at';

/** A batch, as the API of any make tells of it: what is Spillway's own is absent elsewhere, and so may be what is null. */
export type WireBatch = Pick<Batch, Everywhere> &
  Partial<Omit<Batch, Everywhere | 'errors'>> & {
    readonly errors?: { readonly data?: readonly WireProblem[] | null } | null;
  };

/** What is wrong with the input. */
export type WireProblem = Partial<BatchError>;

const ended: ReadonlySet<BatchStatus> = new Set<BatchStatus>(['failed', 'completed', 'expired', 'cancelled']);

export function hasEnded({ status }: WireBatch): boolean {
  return ended.has(status);
}

/** When it ended; undefined before. */
export function endOf(batch: WireBatch): number | undefined {
  return batch.completed_at ?? batch.failed_at ?? batch.expired_at ?? batch.cancelled_at ?? undefined;
}

/** How far it is. */
export function countsOf({ request_counts: counts }: WireBatch): BatchRequestCounts {
  return counts ?? { total: 0, completed: 0, failed: 0 };
}
