/**
 * The seam that a store implements: the records of files, batches, shards, settlements, workers, keys and tenants. Each method
 * says what is atomic and what a replay does; `@spillway/contract` holds an implementation to it. A host application needs
 * none of this, but the types of what `createSpillway` answers.
 *
 * @module
 */

export type { SelfDescription } from '../self-description.ts';
export {
  type AccessKey,
  type AccessKeyPage,
  type AccessKeyQuery,
  type AccessRegistry,
  type NewAccessKey,
  type Scope,
  scopes,
} from './access-registry.ts';
export type {
  Batch,
  BatchCounts,
  BatchPhase,
  BatchPlan,
  BatchSettings,
  BatchUsage,
  NewBatch,
  Problem,
  RecordedEvent,
  RequeueSelection,
  TimelineEvent,
} from './batch.ts';
export { type BatchFilter, matchesBatch } from './batch-filter.ts';
export type {
  Advance,
  Backlog,
  BacklogQuery,
  BatchLedger,
  BatchOrdering,
  BatchPage,
  BatchQuery,
  BatchStep,
  ReopenAnswer,
  Reopening,
  StepHold,
} from './batch-ledger.ts';
export { type BatchStatus, batchStatuses, statusOf } from './batch-status.ts';
export {
  type BulkActionAdvance,
  type BulkActionCounts,
  type BulkActionHold,
  type BulkActionKind,
  type BulkActionPage,
  type BulkActionProblem,
  type BulkActionRecord,
  type BulkActionRegistry,
  type BulkActionStep,
  type BulkTarget,
  bulkActionKinds,
  type NewBulkAction,
} from './bulk-action-registry.ts';
export type { Claim, ClaimDemand, ClaimRef, RecalledClaim, RenewAnswer } from './claim.ts';
export { type DroppedOutcomes, dropOutcomes } from './drop-outcomes.ts';
export type { EngineAnswers, EngineQueue } from './engine-measures.ts';
export type { Extent, PlannedExtent, PlannedModel } from './extent.ts';
export type { FilePage, FileQuery, FileRecord, FileRegistry, NewFile, TenantKey } from './file-registry.ts';
export type {
  Charge,
  FleetBoard,
  FleetDecision,
  FleetStanding,
  FleetTick,
  PoolDecision,
  PoolObservation,
} from './fleet-board.ts';
export type {
  BatchReport,
  Distribution,
  History,
  PoolService,
  ReportPage,
  ReportQuery,
  RevisionWork,
} from './history.ts';
export type { HeldRequests, Lane, LaneQuery, LaneSnapshot, Permission } from './lane.ts';
export type { OpenShard, OpenShardPage } from './open-shard.ts';
export type { ProgressPoint } from './progress-point.ts';
export type { AnswerPlace, Contender, Reservation, ResultIndex } from './result-index.ts';
export {
  containsAll,
  eachSeq,
  firstSeqs,
  intersectSeqs,
  type SeqRange,
  type Seqs,
  seqsOf,
  sizeOf,
  subtractSeqs,
  uniteSeqs,
} from './seqs.ts';
export {
  type Deferral,
  type Drop,
  type Flush,
  type Lines,
  type Outcome,
  outcomes,
  type Receipt,
  type Requeue,
  type Settlement,
  type SettlementPage,
} from './settlement.ts';
export type { ShardQueue } from './shard-queue.ts';
export type { StorageIdentity } from './storage-identity.ts';
export type { Store } from './store.ts';
export type { TenantLimits, TenantPage, TenantRecord, TenantRegistry } from './tenant-registry.ts';
export type {
  NewUpload,
  NewUploadPart,
  UploadClosing,
  UploadPart,
  UploadRecord,
  UploadRegistry,
  UploadStatus,
} from './upload-registry.ts';
export type {
  EndedWork,
  EngineHealth,
  ModelThroughput,
  WorkerBeat,
  WorkerRecord,
  WorkerRegistry,
} from './worker-registry.ts';
