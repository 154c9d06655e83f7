/** Bounds of vLLM's histograms of requests' times, in seconds. */
const bounds = [
  ...[0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60],
  ...[120, 240, 480, 960, 1_920, 7_680, Number.POSITIVE_INFINITY],
] as const;

/** Times of requests, as Prometheus takes them. */
export class SecondsHistogram {
  /** Between each bound and the one below. */
  readonly #counts: number[] = bounds.map(() => 0);
  #sum = 0;
  #count = 0;

  observe(seconds: number): void {
    this.#sum += seconds;
    this.#count += 1;
    const nth = bounds.findIndex((bound) => seconds <= bound);
    this.#counts[nth] = (this.#counts[nth] as number) + 1;
  }

  get sum(): number {
    return this.#sum;
  }

  get count(): number {
    return this.#count;
  }

  /** How many took no longer than each bound. */
  get buckets(): readonly (readonly [le: string, count: number])[] {
    let count = 0;
    return bounds.map((bound, nth) => {
      count += this.#counts[nth] as number;
      return [bound === Number.POSITIVE_INFINITY ? '+Inf' : bound.toFixed(1), count];
    });
  }
}
