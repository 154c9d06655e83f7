import type { Stoppable } from './watch.ts';

interface Group {
  readonly calls: Set<Stoppable>;
  readonly stop: () => void;
}

/**
 * Stops calls when their signal aborts. A worker passes one signal for hundreds of calls, and adding or removing a
 * listener walks all listeners of its signal, so each signal gets one for all its calls.
 */
export class Aborts {
  readonly #groups = new Map<AbortSignal, Group>();

  add(call: Stoppable, signal: AbortSignal): void {
    if (signal.aborted) call.stop('aborted');
    else this.#groupOf(signal).calls.add(call);
  }

  remove(call: Stoppable, signal: AbortSignal): void {
    const group = this.#groups.get(signal);
    if (!group?.calls.delete(call) || group.calls.size > 0) return;
    signal.removeEventListener('abort', group.stop);
    this.#groups.delete(signal);
  }

  #groupOf(signal: AbortSignal): Group {
    const known = this.#groups.get(signal);
    if (known) return known;
    const calls = new Set<Stoppable>();
    const stop = (): void => {
      this.#groups.delete(signal);
      for (const call of calls) call.stop('aborted');
    };
    signal.addEventListener('abort', stop, { once: true });
    this.#groups.set(signal, { calls, stop });
    return { calls, stop };
  }
}
