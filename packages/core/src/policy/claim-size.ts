import type { Lane } from '../store/index.ts';
import type { WorkerSnapshot } from './allot.ts';

/** How much goes into one claim. */
export interface ClaimSizeOptions {
  /** Requests of one claim at the least, while the lane has as many; 16 by default. */
  readonly minRequests?: number;
  /** Requests of one claim at the most; 512 by default. */
  readonly maxRequests?: number;
  /** A claim holds at most what the worker finishes in this time; 30 by default. */
  readonly maxSeconds?: number;
}

/**
 * Requests of a worker's next claim of a lane: its share of half of what is left, so that the tail ends on all workers
 * together, and no more than it finishes in `maxSeconds`.
 */
export function claimSize(lane: Lane, worker: WorkerSnapshot, options: Required<ClaimSizeOptions>): number {
  const { minRequests, maxRequests } = options;
  const share = Math.ceil(lane.open / (2 * Math.max(1, worker.peers)));
  return Math.min(Math.max(share, minRequests), maxRequests, pace(worker, options));
}

function pace({ requestsPerSecond }: WorkerSnapshot, { maxSeconds, minRequests }: Required<ClaimSizeOptions>): number {
  if (requestsPerSecond === null) return Number.POSITIVE_INFINITY;
  return Math.max(minRequests, Math.ceil(requestsPerSecond * maxSeconds));
}
