import type { Executor } from '../executor/index.ts';

/** A worker of one pool in front of an executor. */
export interface WorkOptions {
  readonly executor: Executor;
  /** Name of one of the pools; `spot` by default. */
  readonly pool?: string;
  /** Requests in flight, at the most; 64 by default. */
  readonly concurrency?: number;
  /** Stable name; a fresh one by default. A worker that starts under a known name releases what its namesake held. */
  readonly id?: string;
  /** On drain, requests in flight get this long to finish; 10 seconds by default. */
  readonly drainMs?: number;
}
