import type { BlobStorage } from '@spillway/core/blob';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import type { Claim, Flush, NewBatch, PlannedExtent, Store } from '@spillway/core/store';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import type { BenchDatabase } from './bench-database.ts';
import type { Contestant, PreparedRun } from './contestant.ts';
import { flushOf, type MadeFlush, makeEndings } from './made-flushes.ts';

const batches = 4;
const shardRequests = 512;
const pool = 'spot';
const model = 'llama';
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
  for (const id of ids) await plan(store, id, variant.requests / batches);
  await checkpoint();
  return {
    run: () => workOff({ store, blobs, ids, endings, requests: variant.requests }),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await blobs?.[Symbol.asyncDispose]();
    },
  };
}

async function plan(store: Store, id: string, requests: number): Promise<void> {
  await store.batches.create(newBatch(id));
  const [step] = await store.batches.claimDue({ limit: 1, leaseMs: 60_000 });
  if (!step) throw new Error('a new batch is due');
  await store.shards.append(step, extents(requests));
  await store.batches.advance(step, { phase: 'in_progress', dueInMs: 3_600_000 });
}

function newBatch(id: string): NewBatch {
  return {
    id,
    tenant: 'tenant',
    user: null,
    inputFileId: 'file',
    endpoint: '/v1/chat/completions',
    window: '24h',
    windowMs: 86_400_000,
    metadata: null,
    priority: 1,
    fingerprint: id,
    settings: {
      version: 1,
      maxAttempts: 3,
      requestTimeoutMs: 600_000,
      mixedModels: false,
      maxRequests: 10_000_000,
      outputExpiresAfterMs: null,
    },
    permissions: { [pool]: 'all' },
  };
}

function extents(requests: number): readonly PlannedExtent[] {
  return Array.from({ length: requests / shardRequests }, (_, index) => {
    const firstSeq = index * shardRequests;
    const planned = { model, seqs: [[firstSeq, firstSeq + shardRequests]] as const, tokens: shardRequests * 500 };
    return { firstSeq, requests: shardRequests, offset: firstSeq * 800, bytes: shardRequests * 800, models: [planned] };
  });
}

interface Work {
  readonly store: Store;
  readonly blobs: BlobStorage | undefined;
  readonly ids: readonly string[];
  readonly endings: readonly (readonly MadeFlush[])[];
  readonly requests: number;
}

async function workOff(work: Work): Promise<void> {
  const loops = Array.from({ length: claimsInFlight }, (_, place) => workLoop(work, place));
  const settled = (await Promise.all(loops)).reduce((sum, requests) => sum + requests, 0);
  if (settled !== work.requests) throw new Error(`settled ${settled} of ${work.requests} requests`);
}

async function workLoop(work: Work, place: number): Promise<number> {
  let settled = 0;
  for (const id of rotated(work.ids, place)) {
    for (let claim = await take(work, id); claim; claim = await take(work, id)) {
      settled += await settle(work, claim);
    }
  }
  return settled;
}

/** Workers begin at different batches, as a fair allotment makes them. */
function rotated(ids: readonly string[], by: number): readonly string[] {
  const start = by % ids.length;
  return [...ids.slice(start), ...ids.slice(0, start)];
}

function take({ store }: Work, batchId: string): Promise<Claim | undefined> {
  const demand = { batchId, model, pool, workerId: 'worker', requests: shardRequests, leaseMs: 30_000 };
  return store.shards.claim({ ...demand, chargePerRequest: 1, suspects: false });
}

async function settle({ store, blobs, endings }: Work, claim: Claim): Promise<number> {
  let settled = 0;
  for (const made of endings[claim.shardId % endings.length] ?? []) {
    const flush = flushOf(claim, made);
    if (blobs) await blobs.put(flush.lines?.segment ?? '', segmentOf(flush));
    const receipt = await store.shards.settle(flush);
    if (receipt !== 'recorded') throw new Error(`a flush was ${receipt}`);
    settled += made.positions.length;
  }
  return settled;
}

const bytes = Buffer.alloc(4 * 2 ** 20, 'the answer of an engine ');

function segmentOf({ lines }: Flush): Uint8Array {
  return bytes.subarray(0, lines?.lengths.reduce((sum, length) => sum + length, 0) ?? 0);
}
