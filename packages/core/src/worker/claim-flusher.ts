import { type Bell, createBell } from '../bell.ts';
import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import { persist } from '../persist.ts';
import type { Trouble } from '../spillway/options.ts';
import type { Claim, Deferral, Flush, Lines, ShardQueue } from '../store/index.ts';
import { attemptsPrefix, encodeAttempts, type NotedAttempt, type NotedAttempts } from './attempt-notes.ts';
import { type DeferredRequest, groupDeferrals } from './deferrals.ts';
import { type EndedRequest, encodeSegment } from './segment.ts';

export interface ClaimFlusherOptions {
  readonly claim: Claim;
  readonly shards: ShardQueue;
  readonly blobs: BlobStorage;
  readonly clock: Clock;
  readonly pool: string;
  readonly workerId: string;
  readonly flushMs: number;
  readonly flushBytes: number;
  /** Told of what ended, once it is recorded. */
  readonly onRecorded: (ended: readonly EndedRequest[], lines: Lines) => void;
  /** Told after each flush: what waited for it may go on. */
  readonly onFlushed: () => void;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** A flush that is not answered for this long keeps the claim from growing. */
const SLOW_MS = 5_000;

/**
 * Makes what a claim finished durable: gathers for a moment, writes one segment, records it. One flush at a time, each
 * repeated unchanged until it is answered.
 */
export class ClaimFlusher {
  readonly #options: ClaimFlusherOptions;
  readonly #bell: Bell = createBell();
  readonly #gone = new AbortController();
  #urgent = new AbortController();
  #ended: EndedRequest[] = [];
  #deferred: DeferredRequest[] = [];
  /** Attempts of requests that leave the claim without an outcome. */
  #noted: (readonly [seq: number, attempts: readonly NotedAttempt[]])[] = [];
  #bytes = 0;
  #segments = 0;
  #failing = false;
  #flushingSinceMs: number | undefined;
  #rest: Flush['rest'] | undefined;

  constructor(options: ClaimFlusherOptions) {
    this.#options = options;
  }

  /** Whether store or blob storage keeps a flush waiting; nothing new should be started meanwhile. */
  get stalled(): boolean {
    if (this.#flushingSinceMs === undefined) return false;
    return this.#failing || this.#options.clock.monotonic() - this.#flushingSinceMs >= SLOW_MS;
  }

  end(request: EndedRequest): void {
    this.#ended.push(request);
    this.#bytes += request.line.length;
    if (this.#bytes >= this.#options.flushBytes) this.#urgent.abort();
    this.#bell.ring();
  }

  defer(request: DeferredRequest): void {
    this.#deferred.push(request);
    this.#note(request);
    this.#bell.ring();
  }

  /**
   * Asks for the last flush, now; `rest` says what happens to requests that were neither ended nor deferred, of which
   * `left` have attempts to be noted.
   */
  finish(rest: Flush['rest'], left: readonly Pick<DeferredRequest, 'seq' | 'noted'>[] = []): void {
    this.#rest = rest;
    for (const request of left) this.#note(request);
    this.#urgent.abort();
    this.#bell.ring();
  }

  get claim(): Claim {
    return this.#options.claim;
  }

  /** Forgets everything: the claim is no longer ours. */
  abandon(): void {
    this.#gone.abort();
    this.#urgent.abort();
    this.#bell.ring();
  }

  /** Runs until the last flush is answered (`settled`) or the claim is gone (`lost`). */
  async run(): Promise<'settled' | 'lost'> {
    const { clock, flushMs } = this.#options;
    while (!this.#gone.signal.aborted) {
      await this.#bell.wait();
      await clock.sleep(flushMs, this.#urgent.signal);
      if (this.#gone.signal.aborted) break;
      const last = this.#rest;
      if ((await this.#flushOnce(last)) === 'lost') return 'lost';
      if (last !== undefined) return 'settled';
      // What came in during the flush, or a finish, must not wait for the next ring.
      if (this.#ended.length + this.#deferred.length > 0 || this.#rest !== undefined) this.#bell.ring();
    }
    return 'lost';
  }

  async #flushOnce(last: Flush['rest'] | undefined): Promise<'settled' | 'lost'> {
    const { clock, onFlushed } = this.#options;
    this.#flushingSinceMs = clock.monotonic();
    try {
      return await this.#flush(last);
    } finally {
      this.#flushingSinceMs = undefined;
      onFlushed();
    }
  }

  async #flush(last: Flush['rest'] | undefined): Promise<'settled' | 'lost'> {
    const ended = this.#ended;
    const deferred = groupDeferrals(this.#deferred);
    const noted = this.#noted;
    this.#ended = [];
    this.#deferred = [];
    this.#noted = [];
    this.#bytes = 0;
    if (this.#urgent.signal.aborted && this.#rest === undefined) this.#urgent = new AbortController();
    if (noted.length > 0) await this.#putNotes(noted);
    // A dead engine under the rest says nothing about the requests that ended well: they are recorded first.
    if (last === 'suspect' && ended.length + deferred.length > 0) {
      const receipt = await this.#send({ ended, deferred, rest: 'hold' });
      return receipt === 'lost' ? 'lost' : this.#send({ ended: [], deferred: [], rest: 'suspect' });
    }
    return this.#send({ ended, deferred, rest: last ?? 'hold' });
  }

  #note({ seq, noted }: Pick<DeferredRequest, 'seq' | 'noted'>): void {
    if (noted) this.#noted.push([seq, noted]);
  }

  /** Before the record by which others may have the requests: then whoever sees them end sees all of it. */
  async #putNotes(attempts: NotedAttempts): Promise<void> {
    const { claim, blobs, pool, workerId } = this.#options;
    const { batchId, shardId, fence, extent } = claim;
    const key = `${attemptsPrefix(batchId, extent.firstSeq)}${shardId}-${fence}-${this.#segments++}`;
    const bytes = encodeAttempts({ pool, worker: workerId, attempts });
    await this.#persist('attempts', () => blobs.put(key, bytes));
  }

  async #send({ ended, deferred, rest }: Content): Promise<'settled' | 'lost'> {
    if (ended.length + deferred.length === 0 && rest === 'hold') return 'settled';
    const { claim, shards, blobs, pool, workerId } = this.#options;
    const { batchId, shardId, fence } = claim;
    const key = `segments/${batchId}/${shardId}-${fence}-${this.#segments++}`;
    const segment = ended.length > 0 ? encodeSegment(key, ended, { pool, worker: workerId }) : undefined;
    if (segment) await this.#persist('segment', () => blobs.put(key, segment.bytes));
    const flush: Flush = {
      batchId,
      shardId,
      fence,
      rest,
      ...(segment && { lines: segment.lines }),
      ...(deferred.length > 0 && { deferred }),
    };
    const receipt = await this.#persist('settle', () => shards.settle(flush));
    if (receipt === undefined || receipt === 'lost') return 'lost';
    if (segment) this.#options.onRecorded(ended, segment.lines);
    return 'settled';
  }

  #persist<T>(where: string, step: () => Promise<T>): Promise<T | undefined> {
    const { clock, onTrouble } = this.#options;
    this.#failing = false;
    return persist(step, {
      clock,
      signal: this.#gone.signal,
      onTrouble: (error) => {
        this.#failing = true;
        onTrouble({ where, error, batchId: this.claim.batchId });
      },
    });
  }
}

interface Content {
  readonly ended: readonly EndedRequest[];
  readonly deferred: readonly Deferral[];
  readonly rest: Flush['rest'];
}
