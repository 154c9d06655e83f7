import type { BlobStorage } from '../blob/index.ts';
import { type Settlement, type ShardQueue, sizeOf } from '../store/index.ts';
import { extentLines, type FinalLine } from './extent-lines.ts';

export interface LiveLinesOptions {
  readonly shards: ShardQueue;
  readonly blobs: BlobStorage;
  readonly batchId: string;
  /** Blob of the batch's input. */
  readonly input: string;
  readonly signal: AbortSignal;
}

const EXTENTS_AT_ONCE = 16;

/** Hands out the lines of a running batch as they are settled, nothing twice and nothing skipped. */
export class LiveLines {
  readonly #options: LiveLinesOptions;
  /** By first seq of an unfinished extent: the last ordinal handed out. */
  readonly #ordinals = new Map<number, number>();
  /** By first seq of a finished extent: where it ends. */
  readonly #finished = new Map<number, number>();
  /** Every extent before this seq is finished. */
  #floor = 0;

  constructor(options: LiveLinesOptions) {
    this.#options = options;
  }

  /** The lines settled since the last call. */
  async *next(): AsyncGenerator<FinalLine> {
    const { shards, batchId, signal } = this.#options;
    for (let fromSeq: number | undefined = this.#floor; fromSeq !== undefined && !signal.aborted; ) {
      const page = await shards.settlements(batchId, { fromSeq, extents: EXTENTS_AT_ONCE });
      const extents = Map.groupBy(page.settlements, (settlement) => settlement.extent.firstSeq);
      for (const [firstSeq, settlements] of extents) {
        if (!this.#finished.has(firstSeq)) yield* this.#extent(firstSeq, settlements);
      }
      fromSeq = page.nextSeq;
    }
  }

  async *#extent(firstSeq: number, settlements: readonly Settlement[]): AsyncGenerator<FinalLine> {
    const seen = this.#ordinals.get(firstSeq) ?? 0;
    const fresh = settlements.filter((settlement) => settlement.ordinal > seen);
    const last = fresh.at(-1);
    if (!last) return;
    yield* extentLines({ ...this.#options, extent: last.extent, settlements: fresh });
    this.#ordinals.set(firstSeq, last.ordinal);
    const settled = settlements.reduce((sum, settlement) => sum + sizeOf(settlement.seqs), 0);
    if (settled >= last.extent.requests) this.#finish(firstSeq, last.extent.requests);
  }

  #finish(firstSeq: number, requests: number): void {
    this.#finished.set(firstSeq, firstSeq + requests);
    this.#ordinals.delete(firstSeq);
    for (let end = this.#finished.get(this.#floor); end !== undefined; end = this.#finished.get(end)) {
      this.#finished.delete(this.#floor);
      this.#floor = end;
    }
  }
}
