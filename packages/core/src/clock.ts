/**
 * Time, as everything in Spillway takes it: pass a clock of your own and a test or a simulation controls every wait.
 *
 * @module
 */

/**
 * The only door to time. Nothing else in Spillway reads a clock or sets a timer, so a test or a simulation that
 * passes its own clock controls every wait.
 */
export interface Clock {
  /** Wall-clock milliseconds since the Unix epoch. May jump; decides nothing about leases. */
  now(): number;
  /** Milliseconds that never run backwards. Only differences mean something. */
  monotonic(): number;
  /**
   * Resolves after `ms`, or at once when `signal` aborts. It never rejects: a waiter looks at its signal itself.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of the machine. Its timers keep the process alive: whoever sleeps means to go on. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep(ms, signal) {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      // setTimeout fires at once beyond 2^31 - 1 ms.
      const timer = setTimeout(done, Math.min(ms, 2_147_483_647));
      signal?.addEventListener('abort', done, { once: true });
    });
  },
};
