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

/** How far the lines of some settlements of an extent were handed out: up to this ordinal, so many of them. */
interface Begun {
  readonly last: number;
  readonly given: number;
}

/**
 * Hands out the lines of a running batch as they are settled, nothing twice and nothing skipped, also when `next` is
 * called again after it threw or was left.
 */
export class LiveLines {
  readonly #options: LiveLinesOptions;
  /** By first seq of an unfinished extent: the last ordinal handed out. */
  readonly #ordinals = new Map<number, number>();
  /** By first seq of an extent that was left in the middle. */
  readonly #begun = new Map<number, Begun>();
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
        // An extent of this page may have been finished before the one that has just let the floor move past it.
        const finished = firstSeq < this.#floor || this.#finished.has(firstSeq);
        if (!finished) yield* this.#extent(firstSeq, settlements);
      }
      fromSeq = page.nextSeq;
    }
  }

  async *#extent(firstSeq: number, settlements: readonly Settlement[]): AsyncGenerator<FinalLine> {
    const seen = this.#ordinals.get(firstSeq) ?? 0;
    const begun = this.#begun.get(firstSeq) ?? { last: Number.POSITIVE_INFINITY, given: 0 };
    const fresh = settlements.filter(({ ordinal }) => ordinal > seen && ordinal <= begun.last);
    const last = fresh.at(-1);
    if (!last) return;
    yield* this.#rest(firstSeq, fresh, { last: last.ordinal, given: begun.given });
    this.#begun.delete(firstSeq);
    this.#ordinals.set(firstSeq, last.ordinal);
    const settled = settlements
      .filter(({ ordinal }) => ordinal <= last.ordinal)
      .reduce((sum, { seqs }) => sum + sizeOf(seqs), 0);
    if (settled >= last.extent.requests) this.#finish(firstSeq, last.extent.requests);
  }

  /** The lines of these settlements but for those that were handed out before an error or a stop. */
  async *#rest(firstSeq: number, settlements: readonly Settlement[], begun: Begun): AsyncGenerator<FinalLine> {
    const extent = (settlements[0] as Settlement).extent;
    let position = 0;
    for await (const line of extentLines({ ...this.#options, extent, settlements })) {
      if (position++ < begun.given) continue;
      this.#begun.set(firstSeq, { last: begun.last, given: position });
      yield line;
    }
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
