export { type BatchStatus, statusOf } from './batch/batch-status.ts';
export { type BatchEstimate, estimateOf } from './batch/estimate.ts';
export { answerLine, type EngineAnswer, errorLine, type LineError, type LineSubject } from './batch/output-line.ts';
export { requestIdOf } from './batch/request-id.ts';
export { type Clock, systemClock } from './clock.ts';
export type { Coordinator } from './coordinator/coordinator.ts';
export { SpillwayError, type SpillwayErrorCode, type SpillwayErrorOptions } from './errors/index.ts';
export { type Randomness, systemRandomness } from './randomness.ts';
export type { KeyOrder, MadeKey, SpillwayKeys, SpillwayTenants } from './spillway/access.ts';
export type { BatchOrder } from './spillway/batch-order.ts';
export {
  type BatchRequest,
  type BatchRequestDetail,
  type BatchRequestPage,
  type BatchRequestQuery,
  type CloneOrder,
  type RequestStatus,
  type RetryOrder,
  requestStatuses,
} from './spillway/batch-requests.ts';
export type { ResultOrder, ResultPage, ResultQuery } from './spillway/batch-results.ts';
export { createSpillway } from './spillway/create-spillway.ts';
export { defaultTenant } from './spillway/files.ts';
export { defaultLimits, type Limits } from './spillway/limits.ts';
export type { SpillwayOptions, Trouble } from './spillway/options.ts';
export type { RunOptions, RunRequest, RunResult } from './spillway/run.ts';
export type {
  FileListQuery,
  FileRange,
  FileUpload,
  Spillway,
  SpillwayBatches,
  SpillwayFiles,
} from './spillway/spillway.ts';
export type { WorkOptions } from './spillway/work-options.ts';
export { version } from './version.ts';
export { createLocalWakeups, type Wakeups, type WakeupTopic } from './wakeups.ts';
export type { Worker, WorkerActivity } from './worker/worker.ts';
