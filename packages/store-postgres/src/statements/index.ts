import { addPart } from './add-part.ts';
import { advance } from './advance.ts';
import { append } from './append.ts';
import { backlog } from './backlog.ts';
import { backlogOfTenant } from './backlog-of-tenant.ts';
import { beat } from './beat.ts';
import { charges } from './charges.ts';
import { claim } from './claim.ts';
import { claimDue } from './claim-due.ts';
import { claimStorage } from './claim-storage.ts';
import { claimTick } from './claim-tick.ts';
import { closeUpload } from './close-upload.ts';
import { createBatch } from './create-batch.ts';
import { createFile } from './create-file.ts';
import { createKey } from './create-key.ts';
import { createUpload } from './create-upload.ts';
import { decide } from './decide.ts';
import { drop } from './drop.ts';
import { expiredFiles } from './expired-files.ts';
import { expiredUploads } from './expired-uploads.ts';
import { getFile } from './get-file.ts';
import { getKey } from './get-key.ts';
import { getTenant } from './get-tenant.ts';
import { getUpload } from './get-upload.ts';
import { heldRequests } from './held-requests.ts';
import { knownFiles } from './known-files.ts';
import { lanes } from './lanes.ts';
import { listBatches } from './list-batches.ts';
import { listDeadLetterBatches } from './list-dead-letter-batches.ts';
import { listFilesNewestFirst } from './list-files-newest-first.ts';
import { listFilesOldestFirst } from './list-files-oldest-first.ts';
import { listKeys } from './list-keys.ts';
import { listReports } from './list-reports.ts';
import { listReportsOfBatch } from './list-reports-of-batch.ts';
import { listReportsOfTenant } from './list-reports-of-tenant.ts';
import { listShards } from './list-shards.ts';
import { listStandings } from './list-standings.ts';
import { listTenants } from './list-tenants.ts';
import { listWorkers } from './list-workers.ts';
import { ping } from './ping.ts';
import { publishResults } from './publish-results.ts';
import { purge } from './purge.ts';
import { purgeFiles } from './purge-files.ts';
import { purgeReports } from './purge-reports.ts';
import { purgeResults } from './purge-results.ts';
import { purgeUploads } from './purge-uploads.ts';
import { putTenant } from './put-tenant.ts';
import { readBatches } from './read-batches.ts';
import { readSettlements } from './read-settlements.ts';
import { releaseResults } from './release-results.ts';
import { removeFile } from './remove-file.ts';
import { removeWorker } from './remove-worker.ts';
import { renew } from './renew.ts';
import { renewStep } from './renew-step.ts';
import { reopen } from './reopen.ts';
import { requestCancel } from './request-cancel.ts';
import { requeue } from './requeue.ts';
import { reserveResults } from './reserve-results.ts';
import { revokeKey } from './revoke-key.ts';
import { settle } from './settle.ts';
import { timeline } from './timeline.ts';
import { withdraw } from './withdraw.ts';

/** A statement for each thing that the store can ask. */
export interface Statements {
  readonly addPart: typeof addPart;
  readonly advance: typeof advance;
  readonly append: typeof append;
  readonly backlog: typeof backlog;
  readonly backlogOfTenant: typeof backlogOfTenant;
  readonly beat: typeof beat;
  readonly charges: typeof charges;
  readonly claim: typeof claim;
  readonly claimDue: typeof claimDue;
  readonly claimStorage: typeof claimStorage;
  readonly claimTick: typeof claimTick;
  readonly closeUpload: typeof closeUpload;
  readonly createBatch: typeof createBatch;
  readonly createFile: typeof createFile;
  readonly createKey: typeof createKey;
  readonly createUpload: typeof createUpload;
  readonly decide: typeof decide;
  readonly drop: typeof drop;
  readonly expiredFiles: typeof expiredFiles;
  readonly expiredUploads: typeof expiredUploads;
  readonly getFile: typeof getFile;
  readonly getKey: typeof getKey;
  readonly getTenant: typeof getTenant;
  readonly getUpload: typeof getUpload;
  readonly heldRequests: typeof heldRequests;
  readonly knownFiles: typeof knownFiles;
  readonly lanes: typeof lanes;
  readonly listBatches: typeof listBatches;
  readonly listDeadLetterBatches: typeof listDeadLetterBatches;
  readonly listFilesNewestFirst: typeof listFilesNewestFirst;
  readonly listFilesOldestFirst: typeof listFilesOldestFirst;
  readonly listKeys: typeof listKeys;
  readonly listReports: typeof listReports;
  readonly listReportsOfBatch: typeof listReportsOfBatch;
  readonly listReportsOfTenant: typeof listReportsOfTenant;
  readonly listShards: typeof listShards;
  readonly listStandings: typeof listStandings;
  readonly listTenants: typeof listTenants;
  readonly listWorkers: typeof listWorkers;
  readonly ping: typeof ping;
  readonly publishResults: typeof publishResults;
  readonly purge: typeof purge;
  readonly purgeFiles: typeof purgeFiles;
  readonly purgeReports: typeof purgeReports;
  readonly purgeResults: typeof purgeResults;
  readonly purgeUploads: typeof purgeUploads;
  readonly putTenant: typeof putTenant;
  readonly readBatches: typeof readBatches;
  readonly readSettlements: typeof readSettlements;
  readonly releaseResults: typeof releaseResults;
  readonly removeFile: typeof removeFile;
  readonly removeWorker: typeof removeWorker;
  readonly renew: typeof renew;
  readonly renewStep: typeof renewStep;
  readonly reopen: typeof reopen;
  readonly requestCancel: typeof requestCancel;
  readonly requeue: typeof requeue;
  readonly reserveResults: typeof reserveResults;
  readonly revokeKey: typeof revokeKey;
  readonly settle: typeof settle;
  readonly timeline: typeof timeline;
  readonly withdraw: typeof withdraw;
}

/** All that the store ever says to PostgreSQL. */
export const statements: Statements = {
  addPart,
  advance,
  append,
  backlog,
  backlogOfTenant,
  beat,
  charges,
  claim,
  claimDue,
  claimStorage,
  claimTick,
  closeUpload,
  createBatch,
  createFile,
  createKey,
  createUpload,
  decide,
  drop,
  expiredFiles,
  expiredUploads,
  getFile,
  getKey,
  getTenant,
  getUpload,
  heldRequests,
  knownFiles,
  lanes,
  listBatches,
  listDeadLetterBatches,
  listFilesNewestFirst,
  listFilesOldestFirst,
  listKeys,
  listReports,
  listReportsOfBatch,
  listReportsOfTenant,
  listShards,
  listStandings,
  listTenants,
  listWorkers,
  ping,
  publishResults,
  purge,
  purgeFiles,
  purgeReports,
  purgeResults,
  purgeUploads,
  putTenant,
  readBatches,
  readSettlements,
  releaseResults,
  removeFile,
  removeWorker,
  renew,
  renewStep,
  reopen,
  requestCancel,
  requeue,
  reserveResults,
  revokeKey,
  settle,
  timeline,
  withdraw,
};
