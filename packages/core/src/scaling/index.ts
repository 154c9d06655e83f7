/**
 * Starting and stopping workers as the fleet decides. An autoscaler reads the decisions that coordinators leave in the
 * store and wishes them of a target: `commandTarget` runs processes on this machine, `dryRunTarget` says what it would do,
 * and one of your own may speak to whatever runs your replicas.
 *
 * @module
 */
export { type Autoscaler, type AutoscalerOptions, createAutoscaler, type ScaledPool } from './autoscaler.ts';
export { type CommandTargetOptions, commandTarget, type ReplicaChange } from './command-target.ts';
export { type DryRunTargetOptions, dryRunTarget, type ScaleChange } from './dry-run-target.ts';
export type { ScaleTarget, ScaleWish } from './scale-target.ts';
