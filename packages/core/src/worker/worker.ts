import { createBell } from '../bell.ts';
import { readRequests } from '../input/index.ts';
import { persist } from '../persist.ts';
import { type Batch, sizeOf } from '../store/index.ts';
import { version } from '../version.ts';
import { BatchCache } from './batch-cache.ts';
import { ClaimFlusher } from './claim-flusher.ts';
import { ClaimRun } from './claim-run.ts';
import { Claimer, type SentClaim } from './claimer.ts';
import { ExtentCache } from './extent-cache.ts';
import { type FleetView, viewFleet } from './fleet-view.ts';
import { keepLeases } from './lease-keeper.ts';
import type { RequestRun } from './request-run.ts';
import { Throughput } from './throughput.ts';
import { defaultPace, type WorkerOptions, type WorkerPace } from './worker-options.ts';

/** What a worker is doing. */
export interface WorkerActivity {
  readonly claims: number;
  readonly inFlight: number;
  /** Claimed, not started, or waiting for a retry. */
  readonly unstarted: number;
}

/** Takes claims of one pool and runs them on an executor. */
export interface Worker {
  readonly id: string;
  /**
   * Works until the signal aborts, then drains: starts nothing more, gives what is in flight `drainMs` to finish,
   * records what is finished and hands back the rest, which burns no attempt. A second run is an error.
   */
  run(options: { readonly signal: AbortSignal }): Promise<void>;
  activity(): WorkerActivity;
}

export function createWorker(options: WorkerOptions): Worker {
  return new LoopingWorker(options);
}

interface LoadedClaim {
  readonly batch: Batch;
  readonly requests: readonly RequestRun[];
}

class LoopingWorker implements Worker {
  readonly id: string;
  readonly #options: WorkerOptions;
  readonly #pace: WorkerPace;
  readonly #runs = new Set<ClaimRun>();
  readonly #bell = createBell();
  readonly #claimer: Claimer;
  readonly #batches: BatchCache;
  readonly #extents: ExtentCache;
  readonly #throughput: Throughput;
  #view: FleetView;
  #inFlight = 0;
  /** Requests of claims whose extent is being read. */
  #loading = 0;
  /** Claims from their first byte to their last flush. */
  #following = 0;
  #draining = false;

  constructor(options: WorkerOptions) {
    this.id = options.id;
    this.#options = options;
    this.#pace = { ...defaultPace, ...options.pace };
    this.#claimer = new Claimer({ ...options, leaseMs: this.#pace.leaseMs });
    this.#batches = new BatchCache(options.store.batches);
    this.#extents = new ExtentCache(options.blobs, this.#pace.extentBytes);
    this.#throughput = new Throughput(options.clock.monotonic());
    this.#view = viewFleet(options.pool, options.pools, []);
  }

  activity(): WorkerActivity {
    return { claims: this.#runs.size, inFlight: this.#inFlight, unstarted: this.#unstarted() };
  }

  async run({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    const { store } = this.#options;
    const ended = new AbortController();
    // A namesake that was killed may still hold claims; they are ours to release.
    await this.#persist('release', signal, () => store.workers.remove(this.id));
    const background = [this.#beat(ended.signal), this.#keep(ended.signal)];
    const wake = (): void => this.#bell.ring();
    const stopListening = this.#options.wakeups.listen('lanes', wake);
    signal.addEventListener('abort', wake, { once: true });
    try {
      await this.#claimUntil(signal);
      await this.#drain();
    } finally {
      stopListening();
      ended.abort();
      await Promise.all(background);
    }
  }

  async #claimUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const waitMs = await this.#claimNext(signal);
      if (waitMs === undefined) await this.#bell.wait();
      else if (waitMs > 0) await this.#pauseUpTo(waitMs);
    }
  }

  /** Tries for one more claim. Answers how long to pause; undefined until something changes. */
  async #claimNext(signal: AbortSignal): Promise<number | undefined> {
    const { executor, concurrency } = this.#options;
    if (executor.pressure().healthyEngines === 0) {
      await executor.ready({ signal }).catch(() => {});
      return 0;
    }
    // Half of the slots' worth of unstarted requests hides the round trip of the next claim.
    const room = concurrency - this.#inFlight + Math.ceil(concurrency / 2) - this.#unstarted();
    if (room <= 0 || this.#runsSuspect()) return undefined;
    try {
      const next = await this.#claimer.next(this.#view, { room, requestsPerSecond: this.#throughput.perSecond });
      if ('waitMs' in next) return Math.min(next.waitMs, this.#pace.pollMs);
      this.#following++;
      void this.#follow(next, signal).finally(() => {
        this.#following--;
        this.#pump();
      });
      return 0;
    } catch (error) {
      this.#options.onTrouble({ where: 'claim', error });
      return this.#pace.pollMs;
    }
  }

  /** Waits for a bell or the time, whichever comes first. */
  async #pauseUpTo(ms: number): Promise<void> {
    const over = new AbortController();
    void this.#options.clock.sleep(ms, over.signal).then(() => over.abort());
    await this.#bell.wait(over.signal);
    over.abort();
  }

  /** One claim from its extent's bytes to its last flush. */
  async #follow({ claim, tenant, sentMs }: SentClaim, signal: AbortSignal): Promise<void> {
    const { store, blobs, clock, pool, executor, retry, randomness, onTrouble } = this.#options;
    const flusher = new ClaimFlusher({
      claim,
      shards: store.shards,
      blobs,
      clock,
      pool: pool.name,
      workerId: this.id,
      flushMs: this.#pace.flushMs,
      flushBytes: this.#pace.flushBytes,
      onTrouble,
    });
    const loaded = await this.#load({ claim, tenant, sentMs }, signal);
    if (!loaded) {
      flusher.finish('release');
      await this.#attempt('release', async () => void (await flusher.run()));
      return;
    }
    const onChange = (): void => this.#pump();
    const run = new ClaimRun({ claim, ...loaded, flusher, executor, retry, clock, randomness, sentMs, onChange });
    this.#runs.add(run);
    if (claim.lapses >= this.#view.lethalLapses) run.giveUp();
    if (this.#draining) run.leave();
    this.#pump();
    try {
      if ((await flusher.run()) === 'lost') run.abandon();
    } catch (error) {
      onTrouble({ where: 'flush', error });
      run.abandon();
    }
    this.#runs.delete(run);
    this.#options.wakeups.ring('steps');
  }

  /** The claim's requests. Undefined when they cannot be had within the lease: then others may try. */
  async #load({ claim, tenant }: SentClaim, signal: AbortSignal): Promise<LoadedClaim | undefined> {
    const over = new AbortController();
    const awaited = sizeOf(claim.seqs);
    this.#loading += awaited;
    void this.#options.clock.sleep(claim.leaseMs, over.signal).then(() => over.abort());
    const loaded = await this.#persist('extent', AbortSignal.any([signal, over.signal]), async () => {
      const batch = await this.#batches.get(tenant, claim.batchId);
      if (!batch?.plan) return undefined;
      const extent = await this.#extents.get(batch.plan.blob, claim.extent);
      const requests: RequestRun[] = [];
      for (const { seq, customId, body } of readRequests(extent, claim.extent.firstSeq, claim.seqs)) {
        requests.push({ seq, customId, body, attempts: claim.attempts, rounds: 0, startedAt: 0, startedMs: 0 });
      }
      if (requests.length !== awaited) throw new Error('the input no longer holds the claimed requests');
      return { batch, requests };
    });
    over.abort();
    this.#loading -= awaited;
    return loaded;
  }

  /** Starts requests while there are slots. A suspect starts only when nothing else runs, and then alone. */
  #pump(): void {
    const suspect = this.#runsSuspect();
    for (const run of this.#runs) {
      if (suspect && (run !== suspect || this.#inFlight > 0)) continue;
      for (let request = this.#next(run); request; request = this.#next(run)) this.#start(run, request);
    }
    this.#bell.ring();
  }

  #next(run: ClaimRun): RequestRun | undefined {
    return this.#inFlight < this.#options.concurrency ? run.take() : undefined;
  }

  #start(run: ClaimRun, request: RequestRun): void {
    this.#inFlight++;
    run
      .execute(request)
      .catch((error) => this.#options.onTrouble({ where: 'execute', error }))
      .finally(() => {
        this.#inFlight--;
        this.#throughput.finished();
        this.#pump();
      });
  }

  #runsSuspect(): ClaimRun | undefined {
    for (const run of this.#runs) if (run.suspect) return run;
    return undefined;
  }

  #unstarted(): number {
    let unstarted = this.#loading;
    for (const run of this.#runs) unstarted += run.unstarted;
    return unstarted;
  }

  async #drain(): Promise<void> {
    const { clock, drainMs, store } = this.#options;
    this.#draining = true;
    for (const run of this.#runs) run.leave();
    await this.#idleWithin(drainMs);
    for (const run of this.#runs) run.stop();
    await this.#idleWithin(4_000);
    for (const run of this.#runs) run.abandon();
    await Promise.race([this.#attempt('release', () => store.workers.remove(this.id)), clock.sleep(1_000)]);
  }

  async #attempt(where: string, step: () => Promise<void>): Promise<void> {
    await step().catch((error) => this.#options.onTrouble({ where, error }));
  }

  async #idleWithin(ms: number): Promise<void> {
    const { clock } = this.#options;
    const over = new AbortController();
    void clock.sleep(ms, over.signal).then(() => over.abort());
    while (this.#following > 0 && !over.signal.aborted) await this.#bell.wait(over.signal);
    over.abort();
  }

  async #beat(signal: AbortSignal): Promise<void> {
    const { store, clock, pool, pools, executor, concurrency } = this.#options;
    while (!signal.aborted) {
      this.#throughput.measure(clock.monotonic());
      await this.#attempt('beat', async () => {
        await store.workers.beat({
          id: this.id,
          pool: pool.name,
          models: executor.models().map((model) => model.id),
          capacity: concurrency,
          inFlight: this.#inFlight,
          version,
          engines: executor.engines(),
          livesMs: 3 * this.#pace.beatMs,
        });
        this.#view = viewFleet(pool, pools, await store.workers.list());
      });
      await clock.sleep(this.#pace.beatMs, signal);
    }
  }

  #keep(signal: AbortSignal): Promise<void> {
    const { store, clock, onTrouble } = this.#options;
    return keepLeases({
      shards: store.shards,
      clock,
      runs: this.#runs,
      leaseMs: this.#pace.leaseMs,
      renewMs: this.#pace.renewMs,
      signal,
      onRenewed: () => this.#pump(),
      onTrouble,
    });
  }

  #persist<T>(where: string, signal: AbortSignal, step: () => Promise<T>): Promise<T | undefined> {
    const { clock, onTrouble } = this.#options;
    return persist(step, { clock, signal, onTrouble: (error) => onTrouble({ where, error }) });
  }
}
