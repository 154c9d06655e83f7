import type { Claim } from '../store/index.ts';

/**
 * Until when a claim may be worked on, by the worker's monotonic clock. Its lease counts from the sending of a call, and
 * a shorter lease from the moment it is asked for, answered or not: so it ends here before it ends in the store, whichever
 * calls got through.
 */
export class ClaimTerm {
  readonly claim: Claim;
  readonly #deadlineMs: number;
  /** The last call that asked for a lease, and for how long. */
  #askedMs: number;
  #leaseMs: number;
  /** Of all that were asked for: whichever of these calls the store heard last, it holds the claim for this long. */
  #shortestMs: number;
  #leaseEndsMs: number;
  #failed = false;
  #lost = false;

  /** `sentMs`: when the claim was asked for. */
  constructor(claim: Claim, sentMs: number) {
    this.claim = claim;
    this.#deadlineMs = sentMs + claim.deadlineInMs;
    this.#askedMs = sentMs;
    this.#leaseMs = claim.leaseMs;
    this.#shortestMs = claim.leaseMs;
    this.#leaseEndsMs = sentMs + claim.leaseMs;
  }

  /** Whether requests may be started. Beyond the lease another may hold them; a renewal that gets through opens it again. */
  isOpen(nowMs: number): boolean {
    return !this.#lost && nowMs < this.#leaseEndsMs && !this.isOverdue(nowMs);
  }

  isOverdue(nowMs: number): boolean {
    return nowMs >= this.#deadlineMs;
  }

  /** To the batch's deadline. */
  timeLeftMs(nowMs: number): number {
    return this.#deadlineMs - nowMs;
  }

  /** Another has the claim, or it was released, withdrawn or emptied. */
  get lost(): boolean {
    return this.#lost;
  }

  lose(): void {
    this.#lost = true;
  }

  /** Whether it is time to renew: this part of the lease has passed since it was last asked for, or asking failed. */
  isDue(nowMs: number, share: number): boolean {
    return this.#failed || nowMs >= this.#askedMs + this.#leaseMs * share;
  }

  /** A renewal for `leaseMs` is sent. */
  asked(sentMs: number, leaseMs: number): void {
    this.#failed = false;
    this.#askedMs = sentMs;
    this.#leaseMs = leaseMs;
    this.#shortestMs = Math.min(this.#shortestMs, leaseMs);
    this.#leaseEndsMs = Math.min(this.#leaseEndsMs, sentMs + leaseMs);
  }

  /** The lease was renewed by a call sent at `sentMs`. */
  renewed(sentMs: number): void {
    this.#leaseEndsMs = Math.max(this.#leaseEndsMs, sentMs + this.#shortestMs);
  }

  /** The renewal that was sent at `sentMs` failed: another is due, unless it is under way. */
  failed(sentMs: number): void {
    if (sentMs === this.#askedMs) this.#failed = true;
  }
}
