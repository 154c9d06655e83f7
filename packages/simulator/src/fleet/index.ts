/**
 * Fleets on spot availability traces, simulated with the policies that run in production: what they cost, whether they
 * are late, how fair they are, beside the optimum of one who knows the future.
 *
 * @module
 */
export { type ArrivalKind, type ArrivalOptions, arrivals } from './arrivals.ts';
export { drawFleet, type FleetDrawing } from './draw-fleet.ts';
export { type Fairness, fairnessOf, type TenantShare } from './fairness.ts';
export { fromSkyNomad } from './from-skynomad.ts';
export { fromSkyPilot, type SkyPilotOptions } from './from-skypilot.ts';
export { type GridOptions, type GridRun, type GridSetting, gridRuns, gridSettings } from './grid.ts';
export { type OneBatch, relativeCost, scenarioOf, usualPriceRatio } from './one-batch.ts';
export { optimalCost } from './optimal-cost.ts';
export { parseBatches } from './parse-batches.ts';
export { parseSpotTrace } from './parse-spot-trace.ts';
export { type ReplayDifference, type ReplayReport, replayRecords } from './replay-records.ts';
export { simulateFleet } from './simulate-fleet.ts';
export {
  type ArrivalLoad,
  type BatchLoad,
  type NamedLoad,
  type PolicyResult,
  type SimulationOptions,
  type SimulationReport,
  simulateOnTrace,
} from './simulate-on-trace.ts';
export type {
  BatchEnd,
  FleetMoment,
  FleetRun,
  FleetScenario,
  ReplicaInterval,
  SimulatedBatch,
  SimulatedPool,
} from './simulated-fleet.ts';
export type { SpotTrace } from './spot-trace.ts';
export { type SyntheticTraceOptions, syntheticTrace } from './synthetic-trace.ts';
