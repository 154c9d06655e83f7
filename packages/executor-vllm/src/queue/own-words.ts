import type { EngineQueue } from '@spillway/core/executor';
import type { PageWords } from './read-page.ts';

/** What is told of the queue is of this long. */
const WINDOW_MS = 60_000;

interface Reading {
  readonly atMs: number;
  readonly seconds: number;
  readonly count: number;
}

/** What an engine said of itself lately. */
export class OwnWords {
  #waiting: number | null = null;
  #running: number | null = null;
  #readings: readonly Reading[] = [];

  get waiting(): number | null {
    return this.#waiting;
  }

  /** It said this at `nowMs`. */
  heard(nowMs: number, { waiting, running, queued }: PageWords): void {
    this.#waiting = waiting;
    this.#running = running;
    if (queued === null) this.#readings = [];
    else this.#note({ atMs: nowMs, ...queued });
  }

  /** It says nothing now; what it told of its queue stays good for its time. */
  silent(): void {
    this.#waiting = null;
    this.#running = null;
  }

  at(nowMs: number): EngineQueue {
    return { waitMs: this.#waitMs(nowMs), waiting: this.#waiting, running: this.#running };
  }

  #waitMs(nowMs: number): number | null {
    const [first] = this.#recent(nowMs);
    const last = this.#readings.at(-1);
    if (!first || !last || last.count <= first.count) return null;
    return (1_000 * (last.seconds - first.seconds)) / (last.count - first.count);
  }

  /** Counters of an engine that was started again are lower: what it counted before says nothing of now. */
  #note(reading: Reading): void {
    const last = this.#readings.at(-1);
    const fell = last !== undefined && (reading.count < last.count || reading.seconds < last.seconds);
    this.#readings = fell ? [reading] : [...this.#recent(reading.atMs), reading];
  }

  #recent(nowMs: number): readonly Reading[] {
    return this.#readings.filter(({ atMs }) => atMs >= nowMs - WINDOW_MS);
  }
}
