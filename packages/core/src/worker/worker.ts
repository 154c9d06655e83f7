import { createBell } from '../bell.ts';
import { SpillwayError } from '../errors/index.ts';
import { isNotice, tellNotice } from '../interruption/tell-notice.ts';
import { persist } from '../persist.ts';
import { beginWork, countClaim, countLoss, countRecorded } from '../telemetry/count-claims.ts';
import { observeEngines } from '../telemetry/observe-engines.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { ClaimFlusher } from './claim-flusher.ts';
import { ClaimLoader } from './claim-loader.ts';
import { ClaimRun } from './claim-run.ts';
import { ClaimTerm } from './claim-term.ts';
import { Claimer, type SentClaim } from './claimer.ts';
import { Duplicates } from './duplicates/duplicates.ts';
import { keepLeases } from './lease-keeper.ts';
import { Presence } from './presence.ts';
import { Slots } from './slots.ts';
import { defaultPace, type WorkerOptions, type WorkerPace } from './worker-options.ts';

/** What a worker is doing. */
export interface WorkerActivity {
  /** Claims that it holds and has read the input of. */
  readonly claims: number;
  /** Requests that its engines are working on. */
  readonly inFlight: number;
  /** Claimed, not started, or waiting for a retry. */
  readonly unstarted: number;
}

/** Takes claims of one pool and runs them on an executor. */
export interface Worker {
  /** Names it in claims, settlements and beats; unique among the live workers of a store. */
  readonly id: string;
  /**
   * Works until the signal aborts, then drains: starts nothing more, gives what is in flight `drainMs` to finish,
   * records what is finished and hands back the rest, which burns no attempt. A second run is an error.
   */
  run(options: { readonly signal: AbortSignal }): Promise<void>;
  /** What it is doing at this moment. */
  activity(): WorkerActivity;
}

export function createWorker(options: WorkerOptions): Worker {
  beginWork(options);
  return new LoopingWorker(options);
}

/** Without any engine for this long, what is not in flight is handed back. */
const ENGINELESS_MS = 10_000;
/** What is left of a drain for the last flushes, and for the farewell. */
const LAST_FLUSH_MS = 4_000;
const FAREWELL_MS = 1_000;
/** For word of a notice that it obeys: an installation with coordinators takes it within two seconds. */
const TELLING_MS = 5_000;

/** What goes with a claim from its taking to its last flush. */
interface ClaimWork {
  readonly term: ClaimTerm;
  readonly flusher: ClaimFlusher;
  readonly signal: AbortSignal;
}

class LoopingWorker implements Worker {
  readonly id: string;
  readonly #options: WorkerOptions;
  readonly #pace: WorkerPace;
  readonly #bell = createBell();
  readonly #claimer: Claimer;
  readonly #loader: ClaimLoader;
  readonly #duplicates: Duplicates;
  readonly #presence: Presence;
  readonly #slots: Slots;
  /** Of each claim, from its taking to its end; not while it only waits to be handed back unread. */
  readonly #terms = new Set<ClaimTerm>();
  /** Of each claim, from its first byte to its last flush. */
  readonly #flushers = new Set<ClaimFlusher>();
  #stage: 'idle' | 'open' | 'draining' | 'ended' = 'idle';
  /** After trouble with the store: not before this monotonic time. */
  #claimsAgainMs = 0;

  constructor(options: WorkerOptions) {
    const { id, executor, concurrency, onTrouble } = options;
    this.id = id;
    this.#options = options;
    this.#pace = { ...defaultPace, ...options.pace };
    this.#claimer = new Claimer({ ...options, leaseMs: this.#pace.leaseMs });
    this.#loader = new ClaimLoader({ ...options, extentBytes: this.#pace.extentBytes });
    this.#duplicates = new Duplicates({ ...options, ...this.#pace });
    this.#slots = new Slots({
      executor,
      concurrency,
      onTrouble,
      stalled: () => this.#stalled(),
      onStart: (run) => this.#presence.started(run.claim.model),
      onStop: (run, ended) => this.#presence.stopped(run.claim.model, ended ? run.tokensPerRequest : undefined),
      onChange: () => this.#bell.ring(),
    });
    this.#presence = new Presence({ ...options, beatMs: this.#pace.beatMs, inFlight: () => this.#slots.inFlight });
  }

  activity(): WorkerActivity {
    return { claims: this.#slots.runs.size, inFlight: this.#slots.inFlight, unstarted: this.#unstarted() };
  }

  async run({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    if (this.#stage !== 'idle') throw new SpillwayError(`worker ${this.id} was run before`, { code: 'conflict' });
    this.#stage = 'open';
    const ended = new AbortController();
    const wake = (): void => this.#bell.ring();
    const stopListening = this.#options.wakeups.listen('lanes', wake);
    signal.addEventListener('abort', wake, { once: true });
    using _engines = observeEngines(this.#options);
    // A namesake that was killed may still hold claims; nobody else ends their leases so soon.
    await this.#attempt('release', () => this.#removeNamesake(signal));
    const background = [
      this.#presence.keep(ended.signal),
      this.#keepLeases(ended.signal),
      this.#duplicates.keep(ended.signal),
    ];
    try {
      await this.#claimUntil(signal);
      await this.#drain(this.#tellNotice(signal.reason));
    } finally {
      this.#stage = 'ended';
      stopListening();
      ended.abort();
      await Promise.all(background);
    }
  }

  async #removeNamesake(signal: AbortSignal): Promise<void> {
    const { store, clock, onTrouble } = this.#options;
    const told = (error: unknown): void => onTrouble({ where: 'release', error });
    await persist(() => store.workers.remove(this.id, { died: true }), { clock, signal, onTrouble: told });
  }

  async #claimUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Asked after every request that ends, and nearly always so: no promise for that.
      if (this.#full()) {
        await this.#bell.wait(signal);
        continue;
      }
      const waitMs = (await unlessAborted(this.#claimNext(signal), signal)) ?? 0;
      if (waitMs > 0) await this.#pauseUpTo(waitMs);
    }
  }

  /** Whether another claim makes no sense until something changes here. */
  #full(): boolean {
    if (this.#options.executor.pressure().healthyEngines === 0) return false;
    return this.#room() <= 0 || this.#holdsSuspect() || this.#stalled() || this.#laden();
  }

  /** From its claim on, before it is loaded: a death under a suspect counts against every other that is held, too. */
  #holdsSuspect(): boolean {
    for (const { claim } of this.#flushers) if (claim.lapses > 0) return true;
    return false;
  }

  /** Requests that could be taken on. Half of the slots' worth of unstarted ones hides the round trip of the next claim. */
  #room(): number {
    const { limit } = this.#slots;
    return limit - this.#slots.inFlight + Math.ceil(limit / 2) - this.#unstarted();
  }

  /** Tries for one more claim. Answers how long to pause. */
  async #claimNext(signal: AbortSignal): Promise<number> {
    const { executor, clock } = this.#options;
    if (executor.pressure().healthyEngines === 0) return this.#awaitEngine(signal);
    this.#presence.ready();
    const againMs = this.#claimsAgainMs - clock.monotonic();
    if (againMs > 0) return againMs;
    try {
      const demand = { room: this.#room(), requestsPerSecond: this.#presence.throughput.perSecond };
      const next = await this.#claimer.next(this.#presence.view, demand);
      if ('waitMs' in next) return Math.min(next.waitMs, this.#pace.pollMs);
      void this.#follow(next, signal);
      return 0;
    } catch (error) {
      this.#options.onTrouble({ where: 'claim', error });
      this.#claimsAgainMs = clock.monotonic() + this.#pace.pollMs;
      return this.#pace.pollMs;
    }
  }

  /** Waits for an engine. Claims do not wait with it for long: others may have one. */
  async #awaitEngine(signal: AbortSignal): Promise<number> {
    const { executor } = this.#options;
    const over = new AbortController();
    void this.#handBackUntil(over.signal);
    await executor.ready({ signal }).catch(() => {});
    over.abort();
    this.#slots.pump();
    return executor.pressure().healthyEngines === 0 ? this.#pace.pollMs : 0;
  }

  async #handBackUntil(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#options.clock.sleep(ENGINELESS_MS, signal);
      if (signal.aborted) return;
      for (const run of this.#slots.runs) run.handBack();
    }
  }

  /** Waits for a bell or the time, whichever comes first. */
  async #pauseUpTo(ms: number): Promise<void> {
    const over = new AbortController();
    void this.#options.clock.sleep(ms, over.signal).then(() => over.abort());
    await this.#bell.wait(over.signal);
    over.abort();
  }

  /** One claim from its extent's bytes to its last flush. Never throws. */
  async #follow(sent: SentClaim, signal: AbortSignal): Promise<void> {
    if (this.#stage === 'ended') return;
    const flusher = this.#createFlusher(sent);
    const term = new ClaimTerm(sent.claim, sent.sentMs);
    this.#flushers.add(flusher);
    this.#terms.add(term);
    countClaim(sent.claim, this.#options);
    await this.#attempt('flush', () => this.#work(sent, { term, flusher, signal }));
    this.#terms.delete(term);
    this.#flushers.delete(flusher);
    this.#slots.pump();
    this.#options.wakeups.ring('steps');
  }

  async #work(sent: SentClaim, { term, flusher, signal }: ClaimWork): Promise<void> {
    const loaded = await this.#loader.load(sent, signal);
    if (!loaded) {
      if (!signal.aborted) this.#claimer.shun(sent.claim.batchId);
      this.#terms.delete(term);
      flusher.finish('release');
      await flusher.run();
      return;
    }
    const duplicates = await this.#duplicates.sift(sent, loaded, signal);
    const { claim } = sent;
    const onChange = (): void => this.#slots.pump();
    const own = { workerId: this.id, engineTally: this.#presence.engineTally };
    const run = new ClaimRun({ ...this.#options, ...own, ...loaded, ...sent, term, duplicates, flusher, onChange });
    run.begin();
    // While it was read, a renewal may have said so.
    if (term.lost) run.abandon();
    if (claim.lapses >= this.#presence.view.lethalLapses) run.giveUp();
    if (this.#stage === 'draining') run.leave();
    this.#slots.add(run);
    try {
      if ((await flusher.run()) === 'lost') countLoss(this.#options);
    } finally {
      // Settled or lost, nothing of the claim may run on.
      run.abandon();
      this.#duplicates.end(claim);
      this.#slots.remove(run);
    }
  }

  #createFlusher({ claim }: SentClaim): ClaimFlusher {
    const { store, blobs, clock, pool, onTrouble } = this.#options;
    const { flushMs, flushBytes } = this.#pace;
    return new ClaimFlusher({
      ...{
        claim,
        shards: store.shards,
        blobs,
        clock,
        pool: pool.name,
        workerId: this.id,
        flushMs,
        flushBytes,
        onTrouble,
      },
      onRecorded: (ended, lines) => {
        countRecorded(claim, ended, this.#options);
        this.#duplicates.recorded(claim, ended, lines);
      },
      onFlushed: () => this.#slots.pump(),
    });
  }

  /** Whether finished requests wait for store or blob storage: nothing new is begun meanwhile, or memory would grow. */
  #stalled(): boolean {
    for (const flusher of this.#flushers) if (flusher.stalled) return true;
    return false;
  }

  /** Whether the input in this worker's hands is as much as its memory should hold. Claims of one extent share its bytes. */
  #laden(): boolean {
    const extents = new Map<string, number>();
    for (const { claim } of this.#flushers) extents.set(`${claim.batchId}@${claim.extent.offset}`, claim.extent.bytes);
    let held = 0;
    for (const bytes of extents.values()) held += bytes;
    return held >= this.#pace.heldBytes;
  }

  #unstarted(): number {
    return this.#loader.loading + this.#duplicates.inHand + this.#slots.unstarted;
  }

  async #drain(told: Promise<void>): Promise<void> {
    const { clock, drainMs, store } = this.#options;
    this.#stage = 'draining';
    for (const run of this.#slots.runs) run.leave();
    await this.#idleWithin(drainMs);
    for (const run of this.#slots.runs) run.stop();
    await this.#idleWithin(LAST_FLUSH_MS);
    for (const run of this.#slots.runs) run.abandon();
    for (const flusher of this.#flushers) flusher.abandon();
    // Before the farewell: a beat behind it would bring the worker back.
    await told;
    const over = new AbortController();
    void clock.sleep(FAREWELL_MS, over.signal).then(() => over.abort());
    await Promise.all([
      unlessAborted(this.#duplicates.told(), over.signal),
      this.#attempt('release', () => unlessAborted(store.workers.remove(this.id), over.signal)),
    ]);
    over.abort();
  }

  /** Beside the drain, and a moment longer where that is over at once. */
  async #tellNotice(reason: unknown): Promise<void> {
    if (!isNotice(reason)) return;
    const { store, clock, pool } = this.#options;
    const over = new AbortController();
    void clock.sleep(TELLING_MS, over.signal).then(() => over.abort());
    const worker = { id: this.id, pool: pool.name };
    const telling = tellNotice({ store, clock, worker, signal: over.signal });
    await this.#attempt('notice', () => unlessAborted(telling, over.signal));
    over.abort();
  }

  async #attempt(where: string, step: () => Promise<void>): Promise<void> {
    await step().catch((error) => this.#options.onTrouble({ where, error }));
  }

  async #idleWithin(ms: number): Promise<void> {
    const { clock } = this.#options;
    const over = new AbortController();
    void clock.sleep(ms, over.signal).then(() => over.abort());
    while (this.#flushers.size > 0 && !over.signal.aborted) await this.#bell.wait(over.signal);
    over.abort();
  }

  #keepLeases(signal: AbortSignal): Promise<void> {
    const { store, clock, onTrouble } = this.#options;
    const { leaseMs, renewMs } = this.#pace;
    const onRenewed = (): void => this.#slots.pump();
    return keepLeases({
      shards: store.shards,
      clock,
      terms: this.#terms,
      runs: this.#slots.runs,
      leaseMs,
      renewMs,
      signal,
      onRenewed,
      onTrouble,
    });
  }
}
