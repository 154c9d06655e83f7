import type { Clock } from '@spillway/core/clock';
import { Aborts } from './aborts.ts';
import { Deadlines } from './deadlines.ts';
import type { StopCause } from './reply.ts';

/** Something in flight that can be ended from outside. Stopping it twice, or when it has ended, does nothing. */
export interface Stoppable {
  /** Monotonic. */
  readonly deadlineMs: number;
  stop(cause: StopCause): void;
}

/** Stops calls whose deadline passes or whose signal aborts, and all of them when the executor is closed. */
export class Watch {
  readonly #deadlines: Deadlines;
  readonly #aborts = new Aborts();

  constructor(clock: Clock) {
    this.#deadlines = new Deadlines(clock);
  }

  add(call: Stoppable, signal?: AbortSignal): void {
    this.#deadlines.add(call);
    if (signal !== undefined) this.#aborts.add(call, signal);
  }

  remove(call: Stoppable, signal?: AbortSignal): void {
    this.#deadlines.remove(call);
    if (signal !== undefined) this.#aborts.remove(call, signal);
  }

  /** Stops everything, and whatever is added later. */
  close(): void {
    this.#deadlines.close();
  }
}
