import type { BodyDigest } from './body-digest.ts';
import { CompactExecutions } from './executions.ts';
import { chooseFault, type FaultKind, type FaultPlan } from './faults.ts';

/** The faults in force. Counts executions of each body only while some rate is above zero. */
export class FaultSwitch {
  readonly #seed: number;
  #plan: FaultPlan;
  #executions = new CompactExecutions();

  constructor(plan: FaultPlan, seed: number) {
    this.#plan = plan;
    this.#seed = seed;
  }

  get plan(): FaultPlan {
    return this.#plan;
  }

  set(plan: FaultPlan): void {
    this.#plan = plan;
  }

  /** The fault of this execution of this body, if any. */
  next(body: Buffer, digest: BodyDigest): FaultKind | undefined {
    const { poison, rates } = this.#plan;
    if (poison?.length && body.includes(poison)) return 'crash';
    if (rates.length === 0) return undefined;
    return chooseFault(this.#plan, this.#seed, digest, this.#executions.addHash(digest.high, digest.low));
  }

  reset(): void {
    this.#executions = new CompactExecutions();
  }
}
