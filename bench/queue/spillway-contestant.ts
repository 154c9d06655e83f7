import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import type { BenchDatabase } from './bench-database.ts';
import type { Contestant, PreparedRun } from './contestant.ts';
import { makeEndings } from './made-flushes.ts';
import { planBatch, shardRequests } from './plan-batch.ts';
import { workOff } from './work-off.ts';

const batches = 4;
/** Claims that one worker works on at a time. */
const claimsInFlight = 8;

export interface SpillwayVariant {
  readonly requestsPerFlush: number;
  /** Whether each flush's segment is written and fsynced to local files before it is settled. */
  readonly segments: boolean;
  readonly requests: number;
}

/** Claims and settlements with places, outcomes, tokens, durations, counts, charges and fences. */
export function spillwayContestant({ requestsPerFlush, segments, requests }: SpillwayVariant): Contestant {
  const name = `spillway, ${requestsPerFlush} a flush${segments ? ', segments fsynced' : ''}`;
  return { name, requests, prepare: (database) => prepare(database, { requestsPerFlush, segments, requests }) };
}

async function prepare({ url, folder, checkpoint }: BenchDatabase, variant: SpillwayVariant): Promise<PreparedRun> {
  await migrate({ connectionString: url });
  const store = createPostgresStore({ connectionString: url, poolSize: claimsInFlight });
  const blobs = variant.segments ? await createFilesystemBlobs({ root: folder }) : undefined;
  const ids = Array.from({ length: batches }, (_, index) => `batch_${String(index).padStart(24, '0')}`);
  const endings = makeEndings(64, shardRequests, variant.requestsPerFlush);
  for (const id of ids) await planBatch(store, id, variant.requests / batches);
  await checkpoint();
  return {
    run: () => workOff({ store, blobs, ids, endings, requests: variant.requests, claimsInFlight }),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await blobs?.[Symbol.asyncDispose]();
    },
  };
}
