import type { Claim } from '../store/index.ts';

/** Until when a claim may be worked on, by the worker's monotonic clock. */
export class ClaimTerm {
  readonly #leaseMs: number;
  readonly #deadlineMs: number;
  #leaseEndsMs: number;

  /** `sentMs`: when the claim was asked for. */
  constructor({ leaseMs, deadlineInMs }: Pick<Claim, 'leaseMs' | 'deadlineInMs'>, sentMs: number) {
    this.#leaseMs = leaseMs;
    this.#deadlineMs = sentMs + deadlineInMs;
    this.#leaseEndsMs = sentMs + leaseMs;
  }

  /** Whether requests may be started. Beyond the lease another may hold them; a renewal that gets through opens it again. */
  isOpen(nowMs: number): boolean {
    return nowMs < this.#leaseEndsMs && !this.isOverdue(nowMs);
  }

  isOverdue(nowMs: number): boolean {
    return nowMs >= this.#deadlineMs;
  }

  /** To the batch's deadline. */
  timeLeftMs(nowMs: number): number {
    return this.#deadlineMs - nowMs;
  }

  /** The lease was renewed by a call sent at `sentMs`. */
  renewed(sentMs: number): void {
    this.#leaseEndsMs = Math.max(this.#leaseEndsMs, sentMs + this.#leaseMs);
  }
}
