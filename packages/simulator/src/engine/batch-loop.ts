import type { EngineClock } from './clock.ts';
import type { ContinuousBatch } from './continuous-batch.ts';
import type { Sequence, SequenceCost } from './sequence.ts';

/** Drives a continuous batch by a clock: sleeps until the next thing happens, then tells whoever waits for it. */
export class BatchLoop {
  readonly #batch: ContinuousBatch;
  readonly #clock: EngineClock;
  readonly #originMs: number;
  readonly #onDone = new Map<Sequence, () => void>();
  #wakesAt = Number.POSITIVE_INFINITY;
  #wake = new AbortController();

  constructor(batch: ContinuousBatch, clock: EngineClock) {
    this.#batch = batch;
    this.#clock = clock;
    this.#originMs = clock.monotonic();
  }

  /** Runs a sequence. Answers a function that aborts it; after that, `onDone` is not called. */
  run(cost: SequenceCost, onDone: () => void): () => void {
    this.#catchUp();
    const sequence = this.#batch.add(cost, this.#nowMs());
    this.#onDone.set(sequence, onDone);
    this.#arm();
    return () => {
      if (!this.#onDone.delete(sequence)) return;
      this.#catchUp();
      this.#batch.remove(sequence);
      this.#arm();
    };
  }

  /** Brings the batch's counters to the present. */
  catchUp(): void {
    this.#catchUp();
    this.#arm();
  }

  /** Forgets every sequence; nobody is told. */
  clear(): void {
    this.#onDone.clear();
    this.#batch.clear();
    this.#disarm();
  }

  /** Counted from the start: a clock that shows billions would leave too few digits for a token's time. */
  #nowMs(): number {
    return this.#clock.monotonic() - this.#originMs;
  }

  #catchUp(): void {
    for (const sequence of this.#batch.advance(this.#nowMs())) {
      const onDone = this.#onDone.get(sequence);
      this.#onDone.delete(sequence);
      onDone?.();
    }
  }

  /** A sleep that ends too early costs one look at the batch, less than cancelling it; only one that is too long is cut. */
  #arm(): void {
    const nextAt = this.#batch.nextEventAt();
    if (nextAt === undefined || nextAt >= this.#wakesAt) return;
    this.#disarm();
    this.#wakesAt = nextAt;
    const { signal } = this.#wake;
    void this.#clock.sleep(Math.max(0, nextAt - this.#nowMs()), signal).then(() => {
      if (signal.aborted) return;
      this.#wakesAt = Number.POSITIVE_INFINITY;
      this.catchUp();
    });
  }

  #disarm(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
    this.#wakesAt = Number.POSITIVE_INFINITY;
  }
}
