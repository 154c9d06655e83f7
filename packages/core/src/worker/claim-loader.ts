import { readRequests } from '../input/index.ts';
import { persist } from '../persist.ts';
import { type Batch, type Claim, sizeOf } from '../store/index.ts';
import { BatchCache } from './batch-cache.ts';
import type { SentClaim } from './claimer.ts';
import { ExtentCache } from './extent-cache.ts';
import type { RequestRun } from './request-run.ts';
import type { WorkerOptions } from './worker-options.ts';

/** A claim's batch and requests, ready to run. */
export interface LoadedClaim {
  readonly batch: Batch;
  readonly requests: readonly RequestRun[];
}

export interface ClaimLoaderOptions extends Pick<WorkerOptions, 'store' | 'blobs' | 'clock' | 'onTrouble'> {
  /** Bytes of input extents kept in memory. */
  readonly extentBytes: number;
}

/** Well within the lease, so that what cannot be read here is soon offered to others. */
const LOAD_MS = 10_000;

/** Reads what claims are made of. */
export class ClaimLoader {
  readonly #options: ClaimLoaderOptions;
  readonly #batches: BatchCache;
  readonly #extents: ExtentCache;
  #loading = 0;

  constructor(options: ClaimLoaderOptions) {
    this.#options = options;
    this.#batches = new BatchCache(options.store.batches);
    this.#extents = new ExtentCache(options.blobs, options.extentBytes);
  }

  /** Requests of claims that are being read. */
  get loading(): number {
    return this.#loading;
  }

  /** The claim's requests. Undefined when they cannot be had: then others may try. Never throws. */
  async load(sent: SentClaim, signal: AbortSignal): Promise<LoadedClaim | undefined> {
    const { clock, onTrouble } = this.#options;
    const { batchId, seqs } = sent.claim;
    const requests = sizeOf(seqs);
    const over = new AbortController();
    void clock.sleep(LOAD_MS, over.signal).then(() => over.abort());
    this.#loading += requests;
    try {
      return await persist(() => this.#read(sent), {
        clock,
        signal: AbortSignal.any([signal, over.signal]),
        onTrouble: (error) => onTrouble({ where: 'extent', error, batchId }),
      });
    } catch (error) {
      onTrouble({ where: 'extent', error, batchId });
      return undefined;
    } finally {
      this.#loading -= requests;
      if (over.signal.aborted) this.#extents.forget(sent.claim);
      over.abort();
    }
  }

  async #read({ claim, tenant }: SentClaim): Promise<LoadedClaim | undefined> {
    const batch = await this.#batches.get(tenant, claim.batchId);
    if (!batch?.plan) return undefined;
    const extent = await this.#extents.get(claim, batch.plan.blob);
    return { batch, requests: requestsOf(claim, extent) };
  }
}

function requestsOf({ extent, seqs, attempts }: Claim, bytes: Uint8Array): RequestRun[] {
  const requests: RequestRun[] = [];
  for (const { seq, customId, body } of readRequests(bytes, extent.firstSeq, seqs)) {
    requests.push({ seq, customId, body, attempts, rounds: 0, startedAt: 0, startedMs: 0 });
  }
  if (requests.length !== sizeOf(seqs)) throw new Error('the input no longer holds the claimed requests');
  return requests;
}
