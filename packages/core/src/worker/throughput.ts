/** How fast a worker finishes requests, smoothed over about half a minute. */
export class Throughput {
  #perSecond: number | null = null;
  #finished = 0;
  #sinceMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** Requests a second; null until the first measurement with any. */
  get perSecond(): number | null {
    return this.#perSecond;
  }

  finished(): void {
    this.#finished++;
  }

  /** Closes the current measurement. Called with every beat. */
  measure(nowMs: number): void {
    const seconds = (nowMs - this.#sinceMs) / 1_000;
    if (seconds <= 0 || (this.#perSecond === null && this.#finished === 0)) return;
    const rate = this.#finished / seconds;
    const weight = Math.min(1, seconds / 30);
    this.#perSecond = this.#perSecond === null ? rate : this.#perSecond + weight * (rate - this.#perSecond);
    this.#finished = 0;
    this.#sinceMs = nowMs;
  }
}
