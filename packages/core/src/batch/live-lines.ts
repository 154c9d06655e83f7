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

/** What of an unfinished extent was handed out. */
interface Progress {
  /**
   * Ordinals of the settlements whose lines are out. Not just the highest: settlements of one extent that are recorded
   * at the same time may become visible in either order.
   */
  readonly given: Set<number>;
  /** Lines of each settlement that was left in the middle. */
  readonly begun: Map<number, number>;
  requests: number;
}

/**
 * Hands out the lines of a running batch as they are settled, nothing twice and nothing skipped, also when `next` is
 * called again after it threw or was left.
 */
export class LiveLines {
  readonly #options: LiveLinesOptions;
  /** By first seq of an unfinished extent. */
  readonly #progress = new Map<number, Progress>();
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
    const progress = this.#progress.get(firstSeq) ?? { given: new Set(), begun: new Map(), requests: 0 };
    this.#progress.set(firstSeq, progress);
    for (const settlement of settlements) {
      if (progress.given.has(settlement.ordinal)) continue;
      yield* this.#rest(settlement, progress);
      progress.given.add(settlement.ordinal);
      progress.requests += sizeOf(settlement.seqs);
      const { requests } = settlement.extent;
      if (progress.requests >= requests) this.#finish(firstSeq, requests);
    }
  }

  /** The lines of the settlement but for those that were handed out before an error or a stop. */
  async *#rest(settlement: Settlement, { begun }: Progress): AsyncGenerator<FinalLine> {
    const { ordinal, extent } = settlement;
    const out = begun.get(ordinal) ?? 0;
    let position = 0;
    for await (const line of extentLines({ ...this.#options, extent, settlements: [settlement] })) {
      if (position++ < out) continue;
      begun.set(ordinal, position);
      yield line;
    }
    begun.delete(ordinal);
  }

  #finish(firstSeq: number, requests: number): void {
    this.#finished.set(firstSeq, firstSeq + requests);
    this.#progress.delete(firstSeq);
    for (let end = this.#finished.get(this.#floor); end !== undefined; end = this.#finished.get(end)) {
      this.#finished.delete(this.#floor);
      this.#floor = end;
    }
  }
}
