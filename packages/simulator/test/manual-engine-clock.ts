interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** An `EngineClock` that moves only when told to. `advance` lets everything that falls due happen, in order. */
export class ManualEngineClock {
  #now = 0;
  readonly #sleepers = new Set<Sleeper>();

  monotonic(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = { wakesAt: this.#now + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => this.#sleepers.delete(sleeper) && resolve(), { once: true });
    });
  }

  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (let next = this.#earliest(until); next !== undefined; next = this.#earliest(until)) {
      this.#sleepers.delete(next);
      this.#now = Math.max(this.#now, next.wakesAt);
      next.wake();
      await settled();
    }
    this.#now = until;
  }

  #earliest(until: number): Sleeper | undefined {
    let earliest: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (sleeper.wakesAt <= until && (earliest === undefined || sleeper.wakesAt < earliest.wakesAt))
        earliest = sleeper;
    }
    return earliest;
  }
}

/** What a wake-up sets off runs in microtasks; a macrotask later all of them have run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
