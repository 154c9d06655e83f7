import { createBell } from '../bell.ts';
import { runBulkActions } from '../bulk-actions/run-bulk-actions.ts';
import { SpillwayError } from '../errors/index.ts';
import { watchInterruptions } from '../interruption/watch-interruptions.ts';
import { runSweep } from '../retention/run-sweep.ts';
import { createSweeps } from '../retention/sweeps.ts';
import type { BatchStep } from '../store/index.ts';
import { beginCounting } from '../telemetry/begin-counting.ts';
import { showSweepTimes } from '../telemetry/count-sweeps.ts';
import { traceStep } from '../telemetry/traces/trace-step.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { type CoordinatorOptions, type CoordinatorPace, defaultCoordinatorPace } from './coordinator-options.ts';
import { keepLease } from './keep-lease.ts';
import { takeStep } from './take-step.ts';
import { tickFleet } from './tick-fleet.ts';

/** Moves batches through their lives: plan, watch, finish, purge. Any number may run beside each other. */
export interface Coordinator {
  /** Coordinates until the signal aborts. What was begun is handed back, or left to lapse, and repeated by another. */
  run(options: { readonly signal: AbortSignal }): Promise<void>;
}

export function createCoordinator(options: CoordinatorOptions): Coordinator {
  beginCounting(options);
  return new LoopingCoordinator(options);
}

/** The longest that a step waits for its hand-back to be answered. */
const PUT_OFF_MS = 2_000;

class LoopingCoordinator implements Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #pace: CoordinatorPace;
  readonly #bell = createBell();
  #steps = 0;
  #purges = 0;
  /** No purge is tried before: the storage was away from the last one. */
  #purgesFromMs = Number.NEGATIVE_INFINITY;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#pace = { ...defaultCoordinatorPace, ...options.pace };
  }

  async run({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    const wake = (): void => this.#bell.ring();
    const stopListening = this.#options.wakeups.listen('steps', wake);
    signal.addEventListener('abort', wake, { once: true });
    try {
      await Promise.all([
        this.#stepUntil(signal),
        this.#every(this.#pace.tickMs, 'fleet tick', signal, () => tickFleet(this.#options)),
        this.#every(this.#pace.tickMs, 'interruptions', signal, () => watchInterruptions(this.#options)),
        runBulkActions({ ...this.#options, pace: this.#pace, signal }),
        ...this.#sweepUntil(signal),
      ]);
    } finally {
      stopListening();
    }
  }

  #sweepUntil(signal: AbortSignal): readonly Promise<void>[] {
    const sweeps = createSweeps({ ...this.#options, ...this.#pace });
    const done = showSweepTimes(
      sweeps.map(({ name }) => name),
      this.#options,
    );
    const options = { ...this.#options, everyMs: this.#pace.sweepMs, signal };
    return sweeps.map((sweep) => runSweep(sweep, { ...options, onDone: () => done(sweep.name) }));
  }

  async #stepUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const taken = await this.#take(signal);
      if (taken > 0 && this.#steps < this.#pace.steps) continue;
      await this.#pause(signal);
    }
    while (this.#steps > 0) await this.#bell.wait();
  }

  async #take(signal: AbortSignal): Promise<number> {
    const limit = this.#pace.steps - this.#steps;
    if (limit <= 0) return 0;
    const sentMs = this.#options.clock.monotonic();
    const steps = (await unlessAborted(this.#claimDue(limit), signal)) ?? [];
    for (const step of steps) {
      this.#steps++;
      void this.#step(step, sentMs, signal).finally(() => {
        this.#steps--;
        this.#bell.ring();
      });
    }
    return steps.length;
  }

  async #claimDue(limit: number): Promise<readonly BatchStep[]> {
    const { store, onTrouble } = this.#options;
    try {
      return await store.batches.claimDue({ limit, leaseMs: this.#pace.leaseMs });
    } catch (error) {
      onTrouble({ where: 'steps', error });
      return [];
    }
  }

  /**
   * Takes one step while its lease is kept. What fails for lack of its surroundings is put off; any other error is left
   * to lapse, and counts. A step that was cut short by the end of this coordinator is handed back: it did not fail.
   */
  async #step(step: BatchStep, sentMs: number, stop: AbortSignal): Promise<void> {
    if (step.batch.endedAt === null) return this.#takeStep(step, sentMs, stop);
    if (!this.#mayPurge()) return this.#putOff(step, this.#pace.purgeAgainMs);
    this.#purges++;
    return this.#takeStep(step, sentMs, stop).finally(() => this.#purges--);
  }

  /** Batches that wait for nothing but their purge, however many, leave room for those that live. */
  #mayPurge(): boolean {
    return this.#purges < this.#pace.steps / 2 && this.#options.clock.monotonic() >= this.#purgesFromMs;
  }

  async #takeStep(step: BatchStep, sentMs: number, stop: AbortSignal): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([stop, over.signal]);
    const { store, clock } = this.#options;
    const { leaseMs } = this.#pace;
    void keepLease(() => store.batches.renew(step, leaseMs), { clock, leaseMs, takenMs: sentMs, over });
    try {
      const context = { ...this.#options, pace: this.#pace, signal };
      await unlessAborted(
        traceStep(step, context, () => takeStep(step, context)),
        signal,
      );
    } catch (error) {
      if (!signal.aborted) {
        const { batchId } = step;
        this.#options.onTrouble({ where: `step of ${batchId}`, batchId, error });
        if (SpillwayError.is(error) && error.retryable) await this.#tryAgain(step);
      }
    } finally {
      if (stop.aborted && !over.signal.aborted) await this.#putOff(step, 0);
      over.abort();
    }
  }

  async #tryAgain(step: BatchStep): Promise<void> {
    if (step.batch.endedAt === null) return this.#putOff(step, this.#pace.againMs);
    this.#purgesFromMs = this.#options.clock.monotonic() + this.#pace.purgeAgainMs;
    return this.#putOff(step, this.#pace.purgeAgainMs);
  }

  /** Without effect on a step that has ended or that another holds. */
  async #putOff(step: BatchStep, dueInMs: number): Promise<void> {
    const { store, clock } = this.#options;
    const advanced = store.batches.advance(step, { phase: step.batch.phase, dueInMs }).catch(() => false);
    const over = new AbortController();
    await Promise.race([advanced, clock.sleep(PUT_OFF_MS, over.signal)]);
    over.abort();
  }

  async #every(ms: number, where: string, signal: AbortSignal, look: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      await unlessAborted(look(), signal).catch((error) => this.#options.onTrouble({ where, error }));
      await this.#options.clock.sleep(ms, signal);
    }
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    void this.#options.clock.sleep(this.#pace.pollMs, over.signal).then(() => over.abort());
    // A stop rings the bell.
    if (!signal.aborted) await this.#bell.wait(over.signal);
    over.abort();
  }
}
