import type { BreakerSettings } from './breaker-options.ts';

/** A sign that an engine does not work. */
export interface Trouble {
  /** For people. */
  readonly reason: string;
  /**
   * What shows that it is over: `look`, a good answer of the engine's health check; `probe`, only a request that works,
   * because health checks do not see this kind of trouble.
   */
  readonly mendedBy: 'look' | 'probe';
  /** It opens the breaker alone, without a row of others. */
  readonly certain?: boolean;
}

/** Keeps requests away from an engine that failed several in a row. Pure: the caller brings the time. */
export class Breaker {
  readonly #settings: BreakerSettings;
  #inARow = 0;
  #trouble: Trouble | undefined;
  #openMs = 0;
  #halfOpensAtMs = 0;
  #probing = false;

  constructor(settings: BreakerSettings) {
    this.#settings = settings;
  }

  get closed(): boolean {
    return this.#trouble === undefined;
  }

  /** Why it is not closed. */
  get reason(): string | undefined {
    return this.#trouble?.reason;
  }

  /** Whether a request may go to the engine now: any while closed, one probe at a time once half open. */
  admits(nowMs: number): boolean {
    return this.closed || (!this.#probing && nowMs >= this.#halfOpensAtMs);
  }

  /** A request goes to the engine. Answers whether it is a probe, which must end in `ended`. */
  enter(): boolean {
    if (this.closed) return false;
    this.#probing = true;
    return true;
  }

  /** A request ended: the engine worked, was in trouble, or it told nothing about the engine. */
  ended(standing: 'well' | 'unknown' | Trouble, probe: boolean, nowMs: number): void {
    if (probe) this.#probing = false;
    if (standing === 'unknown') return;
    if (standing === 'well') this.#close();
    else if (this.closed) this.#count(standing, nowMs);
    // Requests that went out before it opened say nothing new.
    else if (probe) this.#open(standing, this.#openMs * 2, nowMs);
  }

  /** A look found the engine well. */
  mend(): void {
    if (this.#trouble?.mendedBy === 'look') this.#close();
  }

  #count(trouble: Trouble, nowMs: number): void {
    this.#inARow++;
    if (trouble.certain || this.#inARow >= this.#settings.failures) this.#open(trouble, this.#settings.openMs, nowMs);
  }

  #open(trouble: Trouble, openMs: number, nowMs: number): void {
    this.#trouble = trouble;
    this.#openMs = Math.min(openMs, this.#settings.maxOpenMs);
    this.#halfOpensAtMs = nowMs + this.#openMs;
  }

  #close(): void {
    this.#trouble = undefined;
    this.#inARow = 0;
  }
}
