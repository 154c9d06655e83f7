import type { MemoryWatch } from './memory-watch.ts';

/** Times stages by name and tells the watch which one is on. */
export class StageClock {
  readonly seconds: Map<string, number> = new Map();
  readonly #watch: MemoryWatch;
  #stage = '';
  #startedMs = 0;

  constructor(watch: MemoryWatch) {
    this.#watch = watch;
  }

  /** Ends the stage that is on and begins another; the same one goes on. */
  enter(stage: string): void {
    if (stage === this.#stage) return;
    this.end();
    this.#stage = stage;
    this.#watch.stage = stage;
    this.#startedMs = performance.now();
  }

  end(): void {
    // A stage that is shorter than a second still shows its peak under its own name.
    this.#watch.sample();
    if (this.#stage !== '') {
      const seconds = (performance.now() - this.#startedMs) / 1_000;
      this.seconds.set(this.#stage, (this.seconds.get(this.#stage) ?? 0) + seconds);
    }
    this.#stage = '';
  }
}
