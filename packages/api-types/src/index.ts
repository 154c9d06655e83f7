/**
 * The objects of the API, as it answers them. Instants are in whole seconds since the epoch and end in `_at`; other units stand
 * last in the name. A field without a value is null, never absent.
 *
 * @module
 */
export type { Attempt } from './attempt.ts';
export type { Batch, BatchCount, BatchEstimate, BatchOutcomes, BatchRequestCounts, BatchStatus } from './batch.ts';
export type { BatchError, BatchErrors } from './batch-error.ts';
export type { BatchEvent } from './batch-event.ts';
export type { BatchOutlook, OutlookReason } from './batch-outlook.ts';
export type { BatchProgress, ProgressPoint } from './batch-progress.ts';
export type { BatchQuote, QuoteForecast, QuoteModel } from './batch-quote.ts';
export type { BatchReport, Distribution, ReportPool, ReportRequests } from './batch-report.ts';
export type { BatchRequest, BatchRequestDetail, BatchRequestStatus } from './batch-request.ts';
export type { BulkAction, BulkActionCounts, BulkActionKind, BulkActionProblem } from './bulk-action.ts';
export type { BulkBatchFilter, BulkDeadLetterFilter } from './bulk-filter.ts';
export type { Caller, CallerLimits } from './caller.ts';
export type { DeadLetter } from './dead-letter.ts';
export type { DeadLetterBatch, SkippedBatch } from './dead-letter-batch.ts';
export type { DeadLetterDrop } from './dead-letter-drop.ts';
export type { DeadLetterGroup, DeadLetterGroups } from './dead-letter-groups.ts';
export type { DeadLetterRequeue } from './dead-letter-requeue.ts';
export type { Deleted } from './deleted.ts';
export type { ErrorBody } from './error-body.ts';
export type { FileObject, FilePurpose } from './file-object.ts';
export type { Fleet, FleetNews, FleetPool, FleetStanding } from './fleet.ts';
export type { FleetPoint, FleetSeries, PoolPoint } from './fleet-series.ts';
export type { Key, MadeKey, Scope } from './key.ts';
export type { List } from './list.ts';
export type { FileContentUrl, SignedRequest } from './signed-request.ts';
export type { System, SystemPart, SystemPool, SystemStorage } from './system.ts';
export type { Tenant, TenantLimits } from './tenant.ts';
export type { Upload, UploadPart } from './upload.ts';
export type { Usage } from './usage.ts';
export type { EngineLatency, EngineTokens, Throughput, Worker, WorkerEngine } from './worker.ts';
