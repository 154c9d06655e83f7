import type { BlobStorage } from '@spillway/core/blob';
import type { Claim, Flush, Store } from '@spillway/core/store';
import { flushOf, type MadeFlush } from './made-flushes.ts';
import { model, pool, shardRequests } from './plan-batch.ts';

export interface Work {
  readonly store: Store;
  readonly blobs: BlobStorage | undefined;
  readonly ids: readonly string[];
  readonly endings: readonly (readonly MadeFlush[])[];
  readonly requests: number;
  /** Claims that the worker works on at a time. */
  readonly claimsInFlight: number;
}

/** Claims and settles until nothing is open, as one worker with several claims in flight. */
export async function workOff(work: Work): Promise<void> {
  const loops = Array.from({ length: work.claimsInFlight }, (_, place) => workLoop(work, place));
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
