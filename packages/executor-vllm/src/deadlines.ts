import type { Clock } from '@spillway/core/clock';
import type { Stoppable } from './watch.ts';

/**
 * Stops calls when their deadline comes. One sleep serves all of them: it ends at the earliest deadline that was known
 * when it began, so while calls end long before their deadlines, as they do, none costs a timer.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #calls = new Set<Stoppable>();
  #wakesAtMs = Number.POSITIVE_INFINITY;
  #sleep = new AbortController();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(call: Stoppable): void {
    this.#calls.add(call);
    if (this.#closed) call.stop('closed');
    else if (call.deadlineMs < this.#wakesAtMs) void this.#wakeAt(call.deadlineMs);
  }

  remove(call: Stoppable): void {
    this.#calls.delete(call);
  }

  /** Stops all calls, and every one that is added later. */
  close(): void {
    this.#closed = true;
    this.#sleep.abort();
    for (const call of this.#calls) call.stop('closed');
  }

  async #wakeAt(atMs: number): Promise<void> {
    this.#sleep.abort();
    const sleep = new AbortController();
    this.#sleep = sleep;
    this.#wakesAtMs = atMs;
    await this.#clock.sleep(Math.max(0, Math.ceil(atMs - this.#clock.monotonic())), sleep.signal);
    if (sleep.signal.aborted) return;
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
    const next = this.#stopDue();
    if (next < this.#wakesAtMs) void this.#wakeAt(next);
  }

  /** Answers the earliest deadline that is left. */
  #stopDue(): number {
    const nowMs = this.#clock.monotonic();
    let next = Number.POSITIVE_INFINITY;
    for (const call of this.#calls) {
      if (call.deadlineMs <= nowMs) {
        this.#calls.delete(call);
        call.stop('timeout');
      } else if (call.deadlineMs < next) next = call.deadlineMs;
    }
    return next;
  }
}
