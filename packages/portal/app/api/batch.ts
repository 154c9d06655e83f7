import type { Batch as AnyBatch, BatchStatus } from '@spillway/api-types';

/** A batch of Spillway's always has a deadline; a server one version older says nothing of the outcomes. */
export type Batch = Omit<AnyBatch, 'expires_at' | 'outcomes'> &
  Partial<Pick<AnyBatch, 'outcomes'>> & { readonly expires_at: number };

const ended: readonly BatchStatus[] = ['failed', 'completed', 'expired', 'cancelled'];

export function hasEnded({ status }: Pick<Batch, 'status'>): boolean {
  return ended.includes(status);
}

export function endedAt({ completed_at, failed_at, expired_at, cancelled_at }: Batch): number | null {
  return completed_at ?? failed_at ?? expired_at ?? cancelled_at;
}
