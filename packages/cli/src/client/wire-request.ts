import type { BatchRequest, BatchRequestDetail } from '@spillway/api-types';

/** One request of a batch; servers of other versions may not know `duplicate_of`, and only one request alone has a history. */
export type WireRequest = Omit<BatchRequest, 'duplicate_of'> &
  Partial<Pick<BatchRequestDetail, 'duplicate_of' | 'attempt_history'>>;

/** Ids of requests name their batch. */
export function isRequestId(id: string): boolean {
  return id.startsWith('batch_req_');
}

export function requestPath(id: string, below = ''): string {
  return `/v1/requests/${encodeURIComponent(id)}${below}`;
}
