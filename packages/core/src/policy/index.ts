export type { AllotmentPolicy, AllotmentSnapshot, Demand, WorkerSnapshot } from './allot.ts';
export type { EscalationPolicy, FleetSnapshot } from './escalate.ts';
export { type FixedThresholdOptions, fixedThreshold } from './fixed-threshold.ts';
export { type PlainAllotmentOptions, plainAllotment } from './plain-allot.ts';
export { type PlainRetryOptions, plainRetry } from './plain-retry.ts';
export { defaultPools, type Pool } from './pool.ts';
export type { RetryDecision, RetryPolicy, RetrySnapshot } from './retry.ts';
