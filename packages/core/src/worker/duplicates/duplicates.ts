import { windowLength } from '../../batch/window-length.ts';
import { scopeName } from '../../deduplication/deduplication-settings.ts';
import { mayWaitMs } from '../../deduplication/waiting.ts';
import { type Claim, type Contender, type Lines, type ResultIndex, sizeOf } from '../../store/index.ts';
import { unlessAborted } from '../../unless-aborted.ts';
import type { LoadedClaim } from '../claim-loader.ts';
import type { SentClaim } from '../claimer.ts';
import type { EndedRequest } from '../segment.ts';
import type { WorkerOptions } from '../worker-options.ts';
import { ClaimDuplicates } from './claim-duplicates.ts';
import { groupRequests } from './group-requests.ts';
import { IndexOutbox } from './index-outbox.ts';
import { siftClaim } from './sift-claim.ts';

export interface DuplicatesOptions extends Pick<WorkerOptions, 'store' | 'blobs' | 'clock' | 'onTrouble'> {
  readonly leaseMs: number;
  readonly renewMs: number;
}

/** An index or a blob storage that answers nothing keeps a claim no longer than this. */
const PATIENCE_MS = 5_000;
/** In steps: time in which this process stands still counts as one, and what was answered meanwhile is read. */
const PATIENCE_STEP_MS = 1_000;
/** After that it is left alone for so long: a claim in hand is room for no other. */
const SILENCE_MS = 30_000;

/** What a worker knows of requests that mean the same, over all its claims. Nothing here ever keeps a request from being run. */
export class Duplicates {
  readonly #options: DuplicatesOptions;
  readonly #index: ResultIndex | undefined;
  readonly #outbox: IndexOutbox | undefined;
  readonly #claims = new Map<Claim, ClaimDuplicates>();
  #sifting = 0;
  /** The index said nothing; it is asked nothing before this monotonic time. */
  #silentUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: DuplicatesOptions) {
    this.#options = options;
    this.#index = options.store.results;
    this.#outbox = this.#index && new IndexOutbox(this.#index, (error) => this.#told(error));
  }

  /** Requests that are being looked up, and copied ones that are not recorded yet. */
  get inHand(): number {
    let inHand = this.#sifting;
    for (const { copied } of this.#claims.values()) inHand += copied;
    return inHand;
  }

  /** What is known of the claim's requests; undefined when that is nothing, and all are to be run. Never throws. */
  async sift(sent: SentClaim, loaded: LoadedClaim, signal: AbortSignal): Promise<ClaimDuplicates | undefined> {
    const requests = sizeOf(sent.claim.seqs);
    this.#sifting += requests;
    try {
      return await this.#sift(sent, loaded, signal);
    } catch (error) {
      this.#told(error);
      return undefined;
    } finally {
      this.#sifting -= requests;
    }
  }

  /** These ends of the claim are recorded. */
  recorded(claim: Claim, ended: readonly EndedRequest[], lines: Lines): void {
    this.#claims.get(claim)?.recorded(ended, lines);
  }

  /** The claim is over. */
  end(claim: Claim): void {
    this.#claims.delete(claim);
  }

  /** Holds on to what its claims hold until the signal aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock, renewMs } = this.#options;
    while (this.#index && !signal.aborted) {
      await clock.sleep(renewMs, signal);
      const byScope = Map.groupBy(this.#claims.values(), ({ scope }) => scope);
      for (const [scope, claims] of byScope) void this.#hold(this.#index, scope, claims);
    }
  }

  /** Resolves when the index was told everything that it is to know. */
  async told(): Promise<void> {
    await this.#outbox?.empty();
  }

  async #sift({ claim, tenant, sentMs }: SentClaim, { batch, requests }: LoadedClaim, signal: AbortSignal) {
    const { clock, blobs, leaseMs } = this.#options;
    const { deduplicate, requestTimeoutMs } = batch.settings;
    const scope = deduplicate && scopeName(deduplicate.scope, batch);
    // A suspect runs alone and under its own name, or nobody would learn what it does.
    if (!this.#index || !this.#outbox || !deduplicate || !scope || claim.lapses > 0) return undefined;
    if (clock.monotonic() < this.#silentUntilMs) return undefined;
    const groups = groupRequests(requests, { batch, claim, onlyDeterministic: deduplicate.onlyDeterministic });
    if (groups.length === 0) return undefined;
    const over = new AbortController();
    void this.#losePatience(over);
    try {
      const contenders = groups.map(({ hash, owner }) => ({ hash, owner }));
      const patience = AbortSignal.any([signal, over.signal]);
      const reservations = await unlessAborted(this.#index.reserve({ scope, contenders, leaseMs }), patience);
      if (!reservations) {
        if (over.signal.aborted) this.#silentUntilMs = clock.monotonic() + SILENCE_MS;
        return undefined;
      }
      const timeLeftMs = claim.deadlineInMs - (clock.monotonic() - sentMs);
      const waitMs = mayWaitMs({ timeLeftMs, windowMs: windowLength(batch.window), requestTimeoutMs });
      const about = { batchId: batch.id, tenant, requests, groups, reservations, mayWaitMs: waitMs, blobs };
      const onTrouble = (error: unknown): void => this.#told(error);
      const sifted = await siftClaim({ ...about, signal: patience, onTrouble });
      const duplicates = new ClaimDuplicates({
        ...sifted,
        ...{ batchId: batch.id, tenant, scope, outbox: this.#outbox },
        maxAgeMs: deduplicate.maxAgeMs,
        waitsUntilMs: clock.monotonic() + waitMs,
      });
      this.#claims.set(claim, duplicates);
      return duplicates;
    } finally {
      over.abort();
    }
  }

  async #losePatience(over: AbortController): Promise<void> {
    for (let ms = 0; ms < PATIENCE_MS && !over.signal.aborted; ms += PATIENCE_STEP_MS)
      await this.#options.clock.sleep(PATIENCE_STEP_MS, over.signal);
    over.abort();
  }

  async #hold(index: ResultIndex, scope: string, claims: readonly ClaimDuplicates[]): Promise<void> {
    const held = new Map<string, Contender>();
    for (const claim of claims) for (const hold of claim.holds) held.set(hold.hash, hold);
    if (held.size === 0) return;
    const contenders = [...held.values()];
    try {
      const reservations = await index.reserve({ scope, contenders, leaseMs: this.#options.leaseMs });
      const lost = contenders.filter((_, at) => reservations[at]?.kind !== 'run');
      for (const { hash } of lost) for (const claim of claims) claim.lost(hash);
    } catch (error) {
      this.#told(error);
    }
  }

  #told(error: unknown): void {
    this.#options.onTrouble({ where: 'duplicates', error });
  }
}
