import { type Clock, systemClock } from '@spillway/core/clock';

/** Between two looks at the time, unless this process stood still. */
const LOOK_MS = 10;
/** More than that between two looks is a standstill, and no time of this clock. */
const MOST_MS = 100;

/** Time as it passes while this process runs: what it stands still, on a machine of others, never was. */
export class SteadyClock implements Clock, Disposable {
  readonly #timer: NodeJS.Timeout;
  #seenMs = systemClock.monotonic();
  #passedMs = 0;

  constructor() {
    this.#timer = setInterval(() => this.monotonic(), LOOK_MS);
  }

  now(): number {
    return systemClock.now();
  }

  monotonic(): number {
    const nowMs = systemClock.monotonic();
    this.#passedMs += Math.min(MOST_MS, nowMs - this.#seenMs);
    this.#seenMs = nowMs;
    return this.#passedMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const untilMs = this.monotonic() + ms;
    for (let leftMs = ms; leftMs > 0 && !signal?.aborted; leftMs = untilMs - this.monotonic()) {
      await systemClock.sleep(leftMs, signal);
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
