import type { Clock } from '@spillway/core';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Turns of the event loop without a new timer after which everything is taken to wait for time. */
const QUIET_TURNS = 12;

/** Time that jumps to the next timer when nothing else is left to do: hours pass in milliseconds, in one order. */
export class VirtualClock implements Clock {
  #at = Date.UTC(2030, 0, 1);
  #order = 0;
  readonly #timers = new Set<Timer>();

  /** Sleepers that wait for time. */
  get sleepers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#at;
  }

  monotonic(): number {
    return this.#at;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const fire = (): void => {
        this.#timers.delete(timer);
        signal?.removeEventListener('abort', fire);
        resolve();
      };
      const timer: Timer = { at: this.#at + Math.max(0, ms), order: this.#order++, fire };
      this.#timers.add(timer);
      signal?.addEventListener('abort', fire, { once: true });
    });
  }

  /** Lets time pass until the promise settles; fails when `limitMs` of virtual time pass before. */
  async until<T>(promise: Promise<T>, limitMs: number = 48 * 3_600_000): Promise<T> {
    let settled = false;
    const watched = promise.finally(() => {
      settled = true;
    });
    watched.catch(() => {});
    const endAt = this.#at + limitMs;
    while (!settled) {
      await this.#quiet();
      if (settled) break;
      if (this.#at > endAt) throw new Error(`still waiting after ${limitMs} ms of virtual time`);
      this.#jump();
    }
    return watched;
  }

  /** Lets this much time pass. */
  async pass(ms: number): Promise<void> {
    await this.until(this.sleep(ms));
  }

  /** Lets this much time pass at once, as for a process that was stopped: whatever was due meanwhile is late. */
  async leap(ms: number): Promise<void> {
    await this.#quiet();
    this.#at += ms;
  }

  async #quiet(): Promise<void> {
    for (let turns = 0, seen = this.#order; turns < QUIET_TURNS; turns++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (seen !== this.#order) {
        seen = this.#order;
        turns = 0;
      }
    }
  }

  #jump(): void {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    if (!next) throw new Error('everything waits, and nothing for time');
    this.#at = Math.max(this.#at, next.at);
    next.fire();
  }
}
