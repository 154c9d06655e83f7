/**
 * The decisions, as pure functions over snapshots: which lane a worker claims from (`AllotmentPolicy`), what becomes of a
 * request that was not answered (`RetryPolicy`). Pass your own to `createSpillway`; `fairAllotment` and `plainRetry` are
 * its defaults. Those about the whole fleet are in `@spillway/core/fleet`.
 *
 * @module
 */
export type { AllotmentPolicy, AllotmentSnapshot, Demand, WorkerSnapshot } from './allot.ts';
export type { ClaimSizeOptions } from './claim-size.ts';
export { type FairAllotmentOptions, fairAllotment } from './fair-allotment.ts';
export { type PlainRetryOptions, plainRetry } from './plain-retry.ts';
export { defaultPools, type Pool } from './pool.ts';
export type { RetryDecision, RetryPolicy, RetrySnapshot } from './retry.ts';
