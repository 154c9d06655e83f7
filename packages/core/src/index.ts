/**
 * Batch files on engines of your own, inside your own application.
 *
 * ```ts
 * import { createSpillway } from '@spillway/core';
 * import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
 * import { createVllmExecutor } from '@spillway/executor-vllm';
 *
 * await using spillway = await createSpillway({
 *   store: createMemoryStore(),
 *   blobs: createMemoryBlobs(),
 *   workers: [{ executor: createVllmExecutor({ engines: ['http://127.0.0.1:8000'] }) }],
 * });
 * const requests = [{ body: { messages: [{ role: 'user', content: 'Name a river.' }] } }];
 * for await (const { customId, body } of spillway.run(requests, { model: 'my-model' })) console.log(customId, body);
 * ```
 *
 * Names say their units: instants end in `At` and are milliseconds since the epoch, spans end in `Ms`. Whatever cannot be
 * done is thrown as a `SpillwayError`; an absent thing is `undefined`.
 *
 * @module
 */
export type { AttemptNote } from './batch/attempt-history.ts';
export { type BatchEstimate, estimateOf } from './batch/estimate.ts';
export { answerLine, type EngineAnswer, errorLine, type LineError, type LineSubject } from './batch/output-line.ts';
export { requestIdOf } from './batch/request-id.ts';
export type {
  BulkAction,
  BulkActionForecast,
  BulkActionList,
  BulkActionOrder,
  BulkBatchFilter,
  BulkDeadLetterFilter,
  SpillwayBulkActions,
} from './bulk-actions/bulk-action.ts';
export { type Clock, systemClock } from './clock.ts';
export type { Coordinator } from './coordinator/coordinator.ts';
export { decideAgain, type FleetRecord, type RecordedSnapshot } from './coordinator/fleet-record.ts';
export type { DeadLetter } from './dead-letters/dead-letter.ts';
export type { DeadLetterFilter } from './dead-letters/dead-letter-filter.ts';
export type { DeadLetterDrop, DroppedDeadLetters, UndroppedBatch } from './dead-letters/drop-dead-letters.ts';
export type { DeadLetterGroups } from './dead-letters/group-dead-letters.ts';
export type { DeadLetterGroup } from './dead-letters/group-tally.ts';
export type { DeadLetterPage } from './dead-letters/list-dead-letters.ts';
export type { DeadLetterRequeue, RequeuedDeadLetters, SkippedBatch } from './dead-letters/requeue-dead-letters.ts';
export {
  type DeduplicationOptions,
  type DeduplicationScope,
  deduplicationScopes,
} from './deduplication/deduplication-settings.ts';
export { SpillwayError, type SpillwayErrorCode, type SpillwayErrorOptions } from './errors/index.ts';
export type { FleetPoint, PoolPoint } from './fleet-series/fleet-point.ts';
export type { FleetSeries } from './fleet-series/fleet-series.ts';
export type { BatchSla } from './history/sla.ts';
export type { BatchOutlook, OutlookCode, OutlookReason } from './outlook/outlook.ts';
export type { Quote, QuotedModel, QuoteForecast } from './quote/quote.ts';
export { type Randomness, systemRandomness } from './randomness.ts';
export { defaultRetention, type Retention } from './retention/retention.ts';
export type { KeyOrder, MadeKey, SpillwayKeys, SpillwayTenants } from './spillway/access.ts';
export { accountName } from './spillway/account-name.ts';
export type { BatchChoice, BatchListQuery } from './spillway/batch-choice.ts';
export type { HistoryPage, HistoryQuery, HistoryReport, SpillwayHistory } from './spillway/batch-history.ts';
export type { BatchOrder } from './spillway/batch-order.ts';
export type { BatchProgress, ProgressSpan } from './spillway/batch-progress.ts';
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
export type { DeadLetterQuery, SpillwayDeadLetters } from './spillway/dead-letters.ts';
export { defaultTenant } from './spillway/files.ts';
export type { FleetView, SpillwayFleet } from './spillway/fleet.ts';
export type { KnownLimits } from './spillway/known-limits.ts';
export { defaultLimits, type Limits } from './spillway/limits.ts';
export type { BatchNews, SpillwayOptions, Trouble } from './spillway/options.ts';
export type { OutlookQuery, SpillwayOutlook } from './spillway/outlooks.ts';
export type { QuoteRequest } from './spillway/quote-request.ts';
export type { RunOptions, RunRequest, RunResult } from './spillway/run.ts';
export type {
  FileListQuery,
  FileRange,
  FileUpload,
  Spillway,
  SpillwayBatches,
  SpillwayFiles,
} from './spillway/spillway.ts';
export type { PartHealth, SystemHealth } from './spillway/system.ts';
export type { WorkOptions } from './spillway/work-options.ts';
export { type BatchStatus, batchStatuses, statusOf } from './store/batch-status.ts';
export { traceIdOf } from './telemetry/traces/batch-context.ts';
export { derivedSpanIds, type SpanIds } from './telemetry/traces/derived-ids.ts';
export type {
  SpillwayUploads,
  Upload,
  UploadCompletion,
  UploadKey,
  UploadOrder,
} from './uploads/spillway-uploads.ts';
export { version } from './version.ts';
export { createLocalWakeups, type Wakeups, type WakeupTopic } from './wakeups.ts';
export type { Worker, WorkerActivity } from './worker/worker.ts';
