/** Answers that are looked at together, at the most; half of them without room are a sign. */
const LOOK = 8;
/** Answers after which older ones count half. */
const FADE = 16;

/**
 * How many requests an engine is given at once: additive increase, multiplicative decrease. There is no bound until half
 * of its last few answers say that it has no room; then it is half of what was in flight, and half again as long as they
 * go on. Single ones among good answers, as of a gateway that limits the rate, change nothing. From the first good answer
 * on it doubles with each round up to half of what the engine took before, and then grows by one a round.
 *
 * Backoff of each request alone does not do: many requests that each wait for long still come often, and those that wait
 * for a slow answer hold it up for the others.
 */
export class ConcurrencyLimit {
  readonly #most: number;
  #limit = Number.POSITIVE_INFINITY;
  /** Up to here it doubles. */
  #goal = Number.POSITIVE_INFINITY;
  #cuts = 0;
  /** The most in flight lately, since the last cut. */
  #peak = 0;
  /** Of the answers since the last cut. */
  #busy = 0;
  #well = 0;

  /** `most`: from here on there is no bound. */
  constructor({ most }: { readonly most: number }) {
    this.#most = most;
  }

  /** Requests in flight at the most, 1 or above; Infinity for no bound. */
  get value(): number {
    return Math.floor(this.#limit);
  }

  /** To be handed to `ended` with what becomes of a request that goes out now. */
  get mark(): number {
    return this.#cuts;
  }

  /** A request ended, and with it so many were in flight. What went out before the last cut says nothing new. */
  ended(answer: 'well' | 'busy', { mark, inFlight }: { readonly mark: number; readonly inFlight: number }): void {
    if (mark !== this.#cuts) return;
    if (answer === 'well') this.#well++;
    else this.#busy++;
    const seen = this.#busy + this.#well;
    this.#peak = Math.max(this.#peak, inFlight);
    if (answer === 'well') this.#grow();
    else if (seen >= Math.min(LOOK, this.#limit) && this.#busy * 2 >= seen) this.#cut();
    if (seen >= FADE) {
      this.#busy /= 2;
      this.#well /= 2;
      this.#peak = inFlight;
    }
  }

  #grow(): void {
    if (this.#limit === Number.POSITIVE_INFINITY) return;
    this.#limit += this.#limit < this.#goal ? 1 : 1 / this.#limit;
    if (this.#limit < this.#most) return;
    this.#limit = Number.POSITIVE_INFINITY;
    this.#goal = Number.POSITIVE_INFINITY;
  }

  /** After a cut that no good answer followed, the goal stays: the engine is away, and has not become smaller. */
  #cut(): void {
    const half = Math.max(1, Math.floor(Math.min(this.#limit, this.#peak) / 2));
    if (this.#well > 0 || this.#goal === Number.POSITIVE_INFINITY) this.#goal = half;
    this.#limit = half;
    this.#cuts++;
    this.#peak = 0;
    this.#busy = 0;
    this.#well = 0;
  }
}
