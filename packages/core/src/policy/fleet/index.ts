/**
 * Decisions about a whole fleet, as pure functions: how many replicas each pool should have for one model, so that no
 * deadline is missed and spot does as much as it can. `pacedBurst` is the default; the others stand beside it for
 * comparison. The simulator runs the same functions on traces.
 *
 * @module
 */
export { type BacklogRatioOptions, backlogRatio } from './backlog-ratio.ts';
export { canFinish } from './can-finish.ts';
export { type FleetMemory, freshMemory, type SeenSupply } from './fleet-memory.ts';
export { fleetPolicies, restoreFleetPolicy } from './fleet-policies.ts';
export type {
  DueWork,
  FleetPlan,
  FleetPolicy,
  FleetReason,
  FleetState,
  PoolState,
  ReplicaState,
} from './fleet-policy.ts';
export type { MarginOptions } from './fleet-view.ts';
export type { HeldLevel } from './held-levels.ts';
export { type LastHourOptions, lastHour } from './last-hour.ts';
export { lateBurst } from './late-burst.ts';
export { dedicatedOnly, spotOnly } from './one-sided.ts';
export type { PaceOptions } from './pace-spot.ts';
export { type PacedBurstOptions, pacedBurst } from './paced-burst.ts';
export { productionMargins } from './production-margins.ts';
export type { ShedOptions } from './shed-dedicated.ts';
export { type SlackRatioOptions, slackRatio } from './slack-ratio.ts';
export type { SpotForecastOptions } from './spot-forecast.ts';
export { uniformProgress } from './uniform-progress.ts';
export type { WideOptions } from './wide-start.ts';
