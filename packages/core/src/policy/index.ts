/**
 * The decisions, as pure functions over snapshots: which lane a worker claims from (`AllotmentPolicy`), when a lane opens to
 * further pools (`EscalationPolicy`), what becomes of a request that was not answered (`RetryPolicy`). Pass your own to
 * `createSpillway`; `fairAllotment`, `fixedThreshold` and `plainRetry` are its defaults.
 *
 * @module
 */
export type { AllotmentPolicy, AllotmentSnapshot, Demand, WorkerSnapshot } from './allot.ts';
export type { ClaimSizeOptions } from './claim-size.ts';
export type { EscalationPolicy, FleetSnapshot } from './escalate.ts';
export { type FairAllotmentOptions, fairAllotment } from './fair-allotment.ts';
export { type FixedThresholdOptions, fixedThreshold } from './fixed-threshold.ts';
export { type PlainRetryOptions, plainRetry } from './plain-retry.ts';
export { defaultPools, type Pool } from './pool.ts';
export type { RetryDecision, RetryPolicy, RetrySnapshot } from './retry.ts';
