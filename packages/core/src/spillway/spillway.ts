import type { SignedRequest } from '../blob/index.ts';
import type { SpillwayBulkActions } from '../bulk-actions/bulk-action.ts';
import type { Coordinator } from '../coordinator/coordinator.ts';
import type { Quote } from '../quote/quote.ts';
import type { Batch, BatchPage, FilePage, FileRecord, RecordedEvent } from '../store/index.ts';
import type { SpillwayUploads } from '../uploads/spillway-uploads.ts';
import type { Worker } from '../worker/worker.ts';
import type { SpillwayKeys, SpillwayTenants } from './access.ts';
import type { BatchChoice, BatchListQuery } from './batch-choice.ts';
import type { SpillwayHistory } from './batch-history.ts';
import type { BatchOrder } from './batch-order.ts';
import type { BatchProgress } from './batch-progress.ts';
import type {
  BatchRequestDetail,
  BatchRequestPage,
  BatchRequestQuery,
  CloneOrder,
  RetryOrder,
} from './batch-requests.ts';
import type { ResultPage, ResultQuery } from './batch-results.ts';
import type { SpillwayDeadLetters } from './dead-letters.ts';
import type { SpillwayFleet } from './fleet.ts';
import type { KnownLimits } from './known-limits.ts';
import type { SpillwayOutlook } from './outlooks.ts';
import type { QuoteRequest } from './quote-request.ts';
import type { RunOptions, RunRequest, RunResult } from './run.ts';
import type { SystemHealth } from './system.ts';
import type { WorkOptions } from './work-options.ts';

/** Everything that a host application does with batches. Made by `createSpillway`; close it with `await using`. */
export interface Spillway extends AsyncDisposable {
  readonly files: SpillwayFiles;
  readonly uploads: SpillwayUploads;
  readonly batches: SpillwayBatches;
  readonly deadLetters: SpillwayDeadLetters;
  readonly bulkActions: SpillwayBulkActions;
  readonly keys: SpillwayKeys;
  readonly tenants: SpillwayTenants;
  readonly history: SpillwayHistory;
  readonly fleet: SpillwayFleet;
  readonly outlook: SpillwayOutlook;
  /** What this process accepts. */
  readonly limits: KnownLimits;
  /**
   * Runs requests as one batch and yields each result once, in the order in which they finish. Workers and a
   * coordinator must be running, here (options `workers` and `coordinate`) or elsewhere. Ending the iteration early,
   * or aborting the signal, cancels the batch.
   */
  run(requests: Iterable<RunRequest> | AsyncIterable<RunRequest>, options: RunOptions): AsyncIterable<RunResult>;
  /** A worker on this store and blob storage; nothing happens until its `run`. */
  worker(options: WorkOptions): Worker;
  /** A coordinator on this store and blob storage; nothing happens until its `run`. */
  coordinator(): Coordinator;
  /** How the database and the blob storage are, within a few seconds. Never rejects. */
  system(): Promise<SystemHealth>;
  /** Resolves when store and blob storage can serve; rejects with `unavailable` and a hint. */
  ping(signal?: AbortSignal): Promise<void>;
}

/** Uploaded and produced files. `tenant` is `defaultTenant` when left out, here and in all methods; of another tenant nothing exists. */
export interface SpillwayFiles {
  /**
   * Stores a file: bytes first, then the record. Flat memory. Throws `invalid_argument` for a name that does not end in
   * `.jsonl` with purpose `batch`, `too_large` beyond `limits.fileBytes`; nothing is kept then.
   */
  upload(upload: FileUpload): Promise<FileRecord>;
  /** The file; undefined when there is none, or it is expired or removed. */
  get(key: { readonly tenant?: string; readonly id: string }): Promise<FileRecord | undefined>;
  /** A page of the files. An unknown `after` answers an empty page. */
  list(query?: FileListQuery): Promise<FilePage>;
  /** The content; undefined when there is no such file. */
  content(range: FileRange): Promise<AsyncIterable<Uint8Array> | undefined>;
  /**
   * A request that reads the content from blob storage directly, for an hour and no longer than the file is there; undefined
   * when there is no such file, `unsupported` when the blob storage signs no requests.
   */
  contentUrl(key: {
    readonly tenant?: string;
    readonly id: string;
  }): Promise<SignedRequest | 'unsupported' | undefined>;
  /** Makes the file invisible at once. `in_use` while a batch that has not ended reads it as its input. */
  remove(key: { readonly tenant?: string; readonly id: string }): Promise<'removed' | 'absent' | 'in_use'>;
}

/** A file to be stored. */
export interface FileUpload {
  readonly tenant?: string;
  readonly filename: string;
  /** `batch` by default. */
  readonly purpose?: string;
  /** The bytes, all at once or as a stream of chunks of any size. A source that throws ends the upload, which rejects with it. */
  readonly source: Uint8Array | AsyncIterable<Uint8Array>;
  /** 30 days by default for purpose `batch`; null for never. */
  readonly expiresInMs?: number | null;
  /** Asked once the source has ended, for forms that say these behind the content. */
  readonly describe?: () => { readonly purpose?: string; readonly expiresInMs?: number | null };
  /** The id to record it under; an upload repeated with the same id and content answers the first record. */
  readonly id?: string;
  readonly signal?: AbortSignal;
}

/** Which files to list. */
export interface FileListQuery {
  readonly tenant?: string;
  readonly purpose?: string;
  /** The id after which the page begins. */
  readonly after?: string;
  /** 10,000 by default. */
  readonly limit?: number;
  /** `desc` by default. */
  readonly order?: 'asc' | 'desc';
}

/** Which bytes of a file to read. */
export interface FileRange {
  readonly tenant?: string;
  readonly id: string;
  /** Bytes to skip; 0 by default. */
  readonly offset?: number;
  /** Bytes to read at the most; all that follow by default. */
  readonly length?: number;
  readonly signal?: AbortSignal;
}

/** Batches and their requests. Of another tenant nothing exists. */
export interface SpillwayBatches {
  /**
   * Creates a batch. The same idempotency key of a tenant answers the same batch; with another order it throws
   * `invalid_argument`. Throws `invalid_argument` with `param` for an order that can never work; an input file that does
   * not exist or does not validate fails the batch later, with `problems`.
   */
  create(order: BatchOrder): Promise<Batch>;
  /**
   * What a batch of the file would come to if it were created now: finish and cost as forecast with the fleet policy of
   * the installation and the work that waits, and whether the window is feasible. Reads the file once, and changes nothing.
   * Throws `not_found` without the file, and `invalid_argument` for what a batch could not be created with.
   */
  quote(request: QuoteRequest): Promise<Quote>;
  /** The batch with exact counts; undefined when there is none. */
  get(key: { readonly tenant?: string; readonly id: string }): Promise<Batch | undefined>;
  /**
   * A page of the batches that the query chooses, newest first unless it says otherwise. An unknown `after` answers an empty
   * page. Throws `invalid_argument` for a status or an order that there is not.
   */
  list(query?: BatchListQuery): Promise<BatchPage>;
  /** How many batches the choice holds. Throws `invalid_argument` for a status that there is not. */
  count(choice?: BatchChoice): Promise<number>;
  /** Marks the batch to be cancelled; undefined when there is none. A batch that has ended is answered unchanged. */
  cancel(key: { readonly tenant?: string; readonly id: string }): Promise<Batch | undefined>;
  /**
   * A page of the requests of a batch; undefined when there is no such batch. Empty until it is planned. Throws `conflict`
   * once the results are purged.
   */
  requests(query: BatchRequestQuery): Promise<BatchRequestPage | undefined>;
  /** One request by its id, with its bytes; undefined when there is none. Throws `conflict` once the results are purged. */
  request(key: {
    readonly tenant?: string;
    readonly id: string;
    readonly signal?: AbortSignal;
  }): Promise<BatchRequestDetail | undefined>;
  /**
   * The lines that have ended since the cursor; undefined when there is no such batch. Throws `invalid_argument` for a
   * cursor of another batch, order or revision, and `conflict` once the results are purged.
   */
  results(query: ResultQuery): Promise<ResultPage | undefined>;
  /** Pages of results until the batch has ended; waits while there is nothing new. Rejects with `closed` on abort. */
  follow(query: ResultQuery): AsyncIterable<ResultPage>;
  /**
   * Reopens an ended batch: its next revision runs the chosen requests again and then has new files. Throws `not_found`,
   * or `conflict` when the batch still runs, never ran, is purged, or has no such request; `limit_reached` when a limit on
   * what waits leaves no room for it.
   */
  retry(order: RetryOrder): Promise<Batch>;
  /** A new batch on the same input. Throws `not_found`, or `conflict` when the input file is gone. */
  clone(order: CloneOrder): Promise<Batch>;
  /**
   * The requests that each pool has settled, in spans that suit the age of the batch; undefined when there is none. Empty once
   * the results are purged. Light enough to be asked every few seconds.
   */
  progress(key: { readonly tenant?: string; readonly id: string }): Promise<BatchProgress | undefined>;
  /** The history of the batch, oldest first: the newest 200 events, none when there is no such batch. */
  timeline(key: { readonly tenant?: string; readonly id: string }): Promise<readonly RecordedEvent[]>;
  /** Resolves with the batch when it has ended. Polls the store; rejects with `closed` when the signal aborts. */
  ended(key: { readonly tenant?: string; readonly id: string; readonly signal?: AbortSignal }): Promise<Batch>;
}
