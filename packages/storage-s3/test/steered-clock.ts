import { type Clock, systemClock } from '@spillway/core/clock';

/** Waits as long as this are the limits of calls; shorter ones come between repetitions. */
export const limitMs = 20_000;

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
    if (ms < limitMs) {
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
    this.#elapsedMs += limitMs;
    for (const done of this.#limits) done();
  }
}
