import type { RequestState } from '../batch/request-states.ts';
import type { BatchCounts, Outcome } from '../store/index.ts';
import type { RequestStatus } from './batch-requests.ts';

const statuses: { readonly [outcome in Outcome]: RequestStatus } = {
  succeeded: 'completed',
  failed: 'failed',
  deadLettered: 'dead_lettered',
  expired: 'expired',
  cancelled: 'cancelled',
};

/** As people see how a request ended. */
export function statusOfOutcome(outcome: Outcome): RequestStatus {
  return statuses[outcome];
}

/** As people see where a request is. */
export function requestStatusOf({ record, shard }: RequestState): RequestStatus {
  if (record) return statuses[record.outcome];
  return shard?.holder ? 'running' : 'queued';
}

/** How many requests have the status, at the most. */
export function mostWith(status: RequestStatus, counts: BatchCounts): number {
  if (status === 'queued' || status === 'running') return counts.open;
  if (status === 'completed') return counts.succeeded;
  return status === 'dead_lettered' ? counts.deadLettered : counts[status];
}
