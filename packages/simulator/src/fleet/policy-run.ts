import { type FleetMemory, type FleetPlan, type FleetPolicy, type FleetState, freshMemory } from '@spillway/core/fleet';

/** A policy with what it remembers, tick after tick. */
export class PolicyRun {
  readonly #policy: FleetPolicy;
  #memory: FleetMemory;

  constructor(policy: FleetPolicy, memory: FleetMemory = freshMemory) {
    this.#policy = policy;
    this.#memory = memory;
  }

  decide(state: FleetState): FleetPlan {
    const plan = this.#policy.decide(state, this.#memory);
    this.#memory = plan.memory;
    return plan;
  }
}
