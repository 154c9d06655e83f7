import type { BatchRequestDetail, BatchRequestStatus } from '@spillway/api-types';

/** In the order in which they are offered. */
export const requestStatuses: readonly BatchRequestStatus[] = [
  'queued',
  'running',
  'completed',
  'failed',
  'dead_lettered',
  'expired',
  'cancelled',
];

/** Without its lines, which are read as text. */
export type RequestDetail = Omit<BatchRequestDetail, 'input' | 'output'>;
