import type { Claim, Flush } from '../store/index.ts';
import type { ClaimFlusher } from './claim-flusher.ts';
import type { ClaimDuplicates } from './duplicates/claim-duplicates.ts';
import type { RequestRun } from './request-run.ts';

export interface ClaimLeaversOptions {
  readonly claim: Claim;
  readonly flusher: ClaimFlusher;
  readonly duplicates: ClaimDuplicates | undefined;
}

/** Requests that leave a claim without an outcome: deferred at once, or handed back by its last flush. */
export class ClaimLeavers {
  readonly #options: ClaimLeaversOptions;
  /** To be handed back. */
  readonly #left: RequestRun[] = [];
  /** Under these the engine died. */
  readonly #casualties: RequestRun[] = [];

  constructor(options: ClaimLeaversOptions) {
    this.#options = options;
  }

  /** The request is handed out again after a while, and who waits for it with it. */
  defer(request: RequestRun, afterMs: number): void {
    for (const { seq, attempts, noted } of [request, ...this.#followersOf(request)]) {
      this.#options.flusher.defer({ seq, attempts, afterMs, noted });
    }
  }

  /** Hands the request back with the last flush, and who waits for it with it. */
  leave(request: RequestRun): void {
    this.#left.push(request, ...this.#followersOf(request));
  }

  /** Hands back who waited for others and waits no more. */
  leaveAlone(followers: readonly RequestRun[]): void {
    this.#left.push(...followers);
  }

  /** The engine died under the request. The others had no part in it and leave under no suspicion. */
  die(casualty: RequestRun, unstarted: readonly RequestRun[]): void {
    this.#casualties.push(casualty);
    for (const one of [...unstarted, ...this.#followersOf(casualty)]) this.defer(one, 0);
  }

  /** Asks for the last flush: nothing is left to run. */
  finish(): void {
    const { claim, flusher } = this.#options;
    // Attempts burnt under this claim would be forgotten by a plain release, and a death concerns only its casualties.
    const suspect = this.#casualties.length > 0;
    const apart = this.#left.filter((request) => suspect || request.attempts !== claim.attempts);
    for (const request of apart) this.defer(request, 0);
    const rest: Flush['rest'] = suspect ? 'suspect' : this.#left.length > apart.length ? 'release' : 'hold';
    flusher.finish(rest, this.#casualties);
  }

  #followersOf(request: RequestRun): readonly RequestRun[] {
    return this.#options.duplicates?.left(request) ?? [];
  }
}
