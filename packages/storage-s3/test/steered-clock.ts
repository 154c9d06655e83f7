import { type Clock, systemClock } from '@spillway/core/clock';

/** Waits as long as the shorter one are the limits of calls, up to the longer one; others come between repetitions. */
const limitsMs = { shortest: 5_000, longest: 20_000 };

/** A clock on which nobody waits between repetitions, and on which limits pass when the test says so. */
export class SteeredClock implements Clock {
  readonly #limits = new Set<() => void>();
  #elapsedMs = 0;

  now(): number {
    return systemClock.now() + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    if (ms < limitsMs.shortest) {
      this.#elapsedMs += ms;
      return;
    }
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#limits.delete(done);
        resolve();
      };
      this.#limits.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  /** All limits that are waited for pass now. */
  passLimits(): void {
    this.#elapsedMs += limitsMs.longest;
    for (const done of this.#limits) done();
  }
}
