import { advance } from './advance.ts';
import { append } from './append.ts';
import { beat } from './beat.ts';
import { charges } from './charges.ts';
import { claim } from './claim.ts';
import { claimDue } from './claim-due.ts';
import { claimStorage } from './claim-storage.ts';
import { claimTick } from './claim-tick.ts';
import { createBatch } from './create-batch.ts';
import { createFile } from './create-file.ts';
import { decide } from './decide.ts';
import { expiredFiles } from './expired-files.ts';
import { getFile } from './get-file.ts';
import { lanes } from './lanes.ts';
import { listBatches } from './list-batches.ts';
import { listFilesNewestFirst } from './list-files-newest-first.ts';
import { listFilesOldestFirst } from './list-files-oldest-first.ts';
import { listStandings } from './list-standings.ts';
import { listWorkers } from './list-workers.ts';
import { ping } from './ping.ts';
import { purge } from './purge.ts';
import { purgeFiles } from './purge-files.ts';
import { readBatches } from './read-batches.ts';
import { readSettlements } from './read-settlements.ts';
import { removeFile } from './remove-file.ts';
import { removeWorker } from './remove-worker.ts';
import { renew } from './renew.ts';
import { renewStep } from './renew-step.ts';
import { requestCancel } from './request-cancel.ts';
import { requeue } from './requeue.ts';
import { settle } from './settle.ts';
import { timeline } from './timeline.ts';
import { withdraw } from './withdraw.ts';

/** A statement for each thing that the store can ask. */
export interface Statements {
  readonly advance: typeof advance;
  readonly append: typeof append;
  readonly beat: typeof beat;
  readonly charges: typeof charges;
  readonly claim: typeof claim;
  readonly claimDue: typeof claimDue;
  readonly claimStorage: typeof claimStorage;
  readonly claimTick: typeof claimTick;
  readonly createBatch: typeof createBatch;
  readonly createFile: typeof createFile;
  readonly decide: typeof decide;
  readonly expiredFiles: typeof expiredFiles;
  readonly getFile: typeof getFile;
  readonly lanes: typeof lanes;
  readonly listBatches: typeof listBatches;
  readonly listFilesNewestFirst: typeof listFilesNewestFirst;
  readonly listFilesOldestFirst: typeof listFilesOldestFirst;
  readonly listStandings: typeof listStandings;
  readonly listWorkers: typeof listWorkers;
  readonly ping: typeof ping;
  readonly purge: typeof purge;
  readonly purgeFiles: typeof purgeFiles;
  readonly readBatches: typeof readBatches;
  readonly readSettlements: typeof readSettlements;
  readonly removeFile: typeof removeFile;
  readonly removeWorker: typeof removeWorker;
  readonly renew: typeof renew;
  readonly renewStep: typeof renewStep;
  readonly requestCancel: typeof requestCancel;
  readonly requeue: typeof requeue;
  readonly settle: typeof settle;
  readonly timeline: typeof timeline;
  readonly withdraw: typeof withdraw;
}

/** All that the store ever says to PostgreSQL. */
export const statements: Statements = {
  advance,
  append,
  beat,
  charges,
  claim,
  claimDue,
  claimStorage,
  claimTick,
  createBatch,
  createFile,
  decide,
  expiredFiles,
  getFile,
  lanes,
  listBatches,
  listFilesNewestFirst,
  listFilesOldestFirst,
  listStandings,
  listWorkers,
  ping,
  purge,
  purgeFiles,
  readBatches,
  readSettlements,
  removeFile,
  removeWorker,
  renew,
  renewStep,
  requestCancel,
  requeue,
  settle,
  timeline,
  withdraw,
};
