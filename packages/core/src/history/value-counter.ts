import type { Distribution } from '../store/index.ts';

/** Values that lie between two bounds. */
export interface ValueBucket {
  readonly count: number;
  readonly sum: number;
}

/** Counts values by where they lie between bounds, without keeping them. */
export class ValueCounter {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  readonly #sums: number[];

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0);
    this.#sums = [...this.#counts];
  }

  add(value: number): void {
    const found = this.#bounds.findIndex((bound) => value <= bound);
    const at = found < 0 ? this.#bounds.length : found;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sums[at] = (this.#sums[at] ?? 0) + value;
  }

  /** What lies up to each bound, and behind them what lies above the last. */
  buckets(): readonly ValueBucket[] {
    return this.#counts.map((count, at) => ({ count, sum: this.#sums[at] ?? 0 }));
  }

  distribution(): Distribution {
    return { bounds: this.#bounds, counts: [...this.#counts], sum: this.#sums.reduce((sum, one) => sum + one, 0) };
  }
}
