/** The pace of something that only grows, over the last seconds. */
export class RateMeter {
  readonly #windowMs: number;
  #samples: readonly { readonly atMs: number; readonly value: number }[] = [];

  constructor(windowMs = 15_000) {
    this.#windowMs = windowMs;
  }

  /** Notes the value at a moment of a monotonic clock. */
  add(atMs: number, value: number): void {
    const recent = this.#samples.filter((sample) => sample.atMs >= atMs - this.#windowMs);
    // The newest sample that is too old stays: a pace needs two, however rarely somebody looks.
    const anchor = recent.length === 0 ? this.#samples.slice(-1) : [];
    this.#samples = [...anchor, ...recent, { atMs, value }];
  }

  /** Undefined until there are two samples. */
  get perSecond(): number | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.atMs <= first.atMs) return undefined;
    return Math.max(0, ((last.value - first.value) * 1_000) / (last.atMs - first.atMs));
  }
}
