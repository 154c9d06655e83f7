import { addPart } from './add-part.ts';
import { advance } from './advance.ts';
import { advanceBulkAction } from './advance-bulk-action.ts';
import { append } from './append.ts';
import { backlog } from './backlog.ts';
import { backlogOfTenant } from './backlog-of-tenant.ts';
import { beat } from './beat.ts';
import { cancelBulkAction } from './cancel-bulk-action.ts';
import { charges } from './charges.ts';
import { claim } from './claim.ts';
import { claimBulkActions } from './claim-bulk-actions.ts';
import { claimDue } from './claim-due.ts';
import { claimStorage } from './claim-storage.ts';
import { claimTick } from './claim-tick.ts';
import { closeUpload } from './close-upload.ts';
import { countBatches, countFoundBatches } from './count-batches.ts';
import { countNamedBatches } from './count-named-batches.ts';
import { createBatch } from './create-batch.ts';
import { createBulkAction } from './create-bulk-action.ts';
import { createFile } from './create-file.ts';
import { createKey } from './create-key.ts';
import { createUpload } from './create-upload.ts';
import { decide } from './decide.ts';
import { describe } from './describe.ts';
import { drop } from './drop.ts';
import { exactBacklog } from './exact-backlog.ts';
import { expiredFiles } from './expired-files.ts';
import { expiredUploads } from './expired-uploads.ts';
import { getFile } from './get-file.ts';
import { getKey } from './get-key.ts';
import { getTenant } from './get-tenant.ts';
import { getUpload } from './get-upload.ts';
import { heldRequests } from './held-requests.ts';
import { knownFiles } from './known-files.ts';
import { lanes } from './lanes.ts';
import {
  findBatchesNewestFirst,
  findBatchesOldestFirst,
  listBatchesNewestFirst,
  listBatchesOldestFirst,
} from './list-batches-by-creation.ts';
import { listBatchesByDeadline } from './list-batches-by-deadline.ts';
import { listBulkActions } from './list-bulk-actions.ts';
import { listBulkTargets } from './list-bulk-targets.ts';
import { listDeadLetterBatches } from './list-dead-letter-batches.ts';
import { listFilesNewestFirst } from './list-files-newest-first.ts';
import { listFilesOldestFirst } from './list-files-oldest-first.ts';
import { listKeys } from './list-keys.ts';
import { listNamedBatches } from './list-named-batches.ts';
import { listReports } from './list-reports.ts';
import { listReportsOfBatch } from './list-reports-of-batch.ts';
import { listReportsOfTenant } from './list-reports-of-tenant.ts';
import { listShards } from './list-shards.ts';
import { listStandings } from './list-standings.ts';
import { listTenants } from './list-tenants.ts';
import { listWorkers } from './list-workers.ts';
import { ping } from './ping.ts';
import { progress } from './progress.ts';
import { publishResults } from './publish-results.ts';
import { purge } from './purge.ts';
import { purgeBulkActions } from './purge-bulk-actions.ts';
import { purgeFiles } from './purge-files.ts';
import { purgeReports } from './purge-reports.ts';
import { purgeResults } from './purge-results.ts';
import { purgeUploads } from './purge-uploads.ts';
import { putTenant } from './put-tenant.ts';
import { readBatches } from './read-batches.ts';
import { readBulkActions } from './read-bulk-actions.ts';
import { readSettlements } from './read-settlements.ts';
import { releaseResults } from './release-results.ts';
import { removeFile } from './remove-file.ts';
import { removeWorker } from './remove-worker.ts';
import { renew } from './renew.ts';
import { renewBulkAction } from './renew-bulk-action.ts';
import { renewStep } from './renew-step.ts';
import { reopen } from './reopen.ts';
import { requestCancel } from './request-cancel.ts';
import { requeue } from './requeue.ts';
import { reserveResults } from './reserve-results.ts';
import { revokeKey } from './revoke-key.ts';
import { settle } from './settle.ts';
import { sortBatchesByDeadline } from './sort-batches-by-deadline.ts';
import { timeline } from './timeline.ts';
import { withdraw } from './withdraw.ts';

/** A statement for each thing that the store can ask. */
export interface Statements {
  readonly addPart: typeof addPart;
  readonly advance: typeof advance;
  readonly advanceBulkAction: typeof advanceBulkAction;
  readonly append: typeof append;
  readonly backlog: typeof backlog;
  readonly backlogOfTenant: typeof backlogOfTenant;
  readonly beat: typeof beat;
  readonly cancelBulkAction: typeof cancelBulkAction;
  readonly charges: typeof charges;
  readonly claim: typeof claim;
  readonly claimBulkActions: typeof claimBulkActions;
  readonly claimDue: typeof claimDue;
  readonly claimStorage: typeof claimStorage;
  readonly claimTick: typeof claimTick;
  readonly closeUpload: typeof closeUpload;
  readonly countBatches: typeof countBatches;
  readonly countFoundBatches: typeof countFoundBatches;
  readonly countNamedBatches: typeof countNamedBatches;
  readonly createBatch: typeof createBatch;
  readonly createBulkAction: typeof createBulkAction;
  readonly createFile: typeof createFile;
  readonly createKey: typeof createKey;
  readonly createUpload: typeof createUpload;
  readonly decide: typeof decide;
  readonly drop: typeof drop;
  readonly exactBacklog: typeof exactBacklog;
  readonly expiredFiles: typeof expiredFiles;
  readonly expiredUploads: typeof expiredUploads;
  readonly findBatchesNewestFirst: typeof findBatchesNewestFirst;
  readonly findBatchesOldestFirst: typeof findBatchesOldestFirst;
  readonly getFile: typeof getFile;
  readonly getKey: typeof getKey;
  readonly getTenant: typeof getTenant;
  readonly getUpload: typeof getUpload;
  readonly heldRequests: typeof heldRequests;
  readonly knownFiles: typeof knownFiles;
  readonly lanes: typeof lanes;
  readonly listBatchesByDeadline: typeof listBatchesByDeadline;
  readonly listBatchesNewestFirst: typeof listBatchesNewestFirst;
  readonly listBatchesOldestFirst: typeof listBatchesOldestFirst;
  readonly listBulkActions: typeof listBulkActions;
  readonly listBulkTargets: typeof listBulkTargets;
  readonly listDeadLetterBatches: typeof listDeadLetterBatches;
  readonly listFilesNewestFirst: typeof listFilesNewestFirst;
  readonly listFilesOldestFirst: typeof listFilesOldestFirst;
  readonly listKeys: typeof listKeys;
  readonly listNamedBatches: typeof listNamedBatches;
  readonly listReports: typeof listReports;
  readonly listReportsOfBatch: typeof listReportsOfBatch;
  readonly listReportsOfTenant: typeof listReportsOfTenant;
  readonly listShards: typeof listShards;
  readonly listStandings: typeof listStandings;
  readonly listTenants: typeof listTenants;
  readonly listWorkers: typeof listWorkers;
  readonly describe: typeof describe;
  readonly ping: typeof ping;
  readonly progress: typeof progress;
  readonly publishResults: typeof publishResults;
  readonly purge: typeof purge;
  readonly purgeBulkActions: typeof purgeBulkActions;
  readonly purgeFiles: typeof purgeFiles;
  readonly purgeReports: typeof purgeReports;
  readonly purgeResults: typeof purgeResults;
  readonly purgeUploads: typeof purgeUploads;
  readonly putTenant: typeof putTenant;
  readonly readBatches: typeof readBatches;
  readonly readBulkActions: typeof readBulkActions;
  readonly readSettlements: typeof readSettlements;
  readonly releaseResults: typeof releaseResults;
  readonly removeFile: typeof removeFile;
  readonly removeWorker: typeof removeWorker;
  readonly renew: typeof renew;
  readonly renewBulkAction: typeof renewBulkAction;
  readonly renewStep: typeof renewStep;
  readonly reopen: typeof reopen;
  readonly requestCancel: typeof requestCancel;
  readonly requeue: typeof requeue;
  readonly reserveResults: typeof reserveResults;
  readonly revokeKey: typeof revokeKey;
  readonly settle: typeof settle;
  readonly sortBatchesByDeadline: typeof sortBatchesByDeadline;
  readonly timeline: typeof timeline;
  readonly withdraw: typeof withdraw;
}

/** All that the store ever says to PostgreSQL. */
export const statements: Statements = {
  addPart,
  advance,
  advanceBulkAction,
  append,
  backlog,
  backlogOfTenant,
  beat,
  cancelBulkAction,
  charges,
  claim,
  claimBulkActions,
  claimDue,
  claimStorage,
  claimTick,
  closeUpload,
  countBatches,
  countFoundBatches,
  countNamedBatches,
  createBatch,
  createBulkAction,
  createFile,
  createKey,
  createUpload,
  decide,
  drop,
  exactBacklog,
  expiredFiles,
  expiredUploads,
  findBatchesNewestFirst,
  findBatchesOldestFirst,
  getFile,
  getKey,
  getTenant,
  getUpload,
  heldRequests,
  knownFiles,
  lanes,
  listBatchesByDeadline,
  listBatchesNewestFirst,
  listBatchesOldestFirst,
  listBulkActions,
  listBulkTargets,
  listDeadLetterBatches,
  listFilesNewestFirst,
  listFilesOldestFirst,
  listKeys,
  listNamedBatches,
  listReports,
  listReportsOfBatch,
  listReportsOfTenant,
  listShards,
  listStandings,
  listTenants,
  listWorkers,
  describe,
  ping,
  progress,
  publishResults,
  purge,
  purgeBulkActions,
  purgeFiles,
  purgeReports,
  purgeResults,
  purgeUploads,
  putTenant,
  readBatches,
  readBulkActions,
  readSettlements,
  releaseResults,
  removeFile,
  removeWorker,
  renew,
  renewBulkAction,
  renewStep,
  reopen,
  requestCancel,
  requeue,
  reserveResults,
  revokeKey,
  settle,
  sortBatchesByDeadline,
  timeline,
  withdraw,
};
