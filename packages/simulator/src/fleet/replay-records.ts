import { decideAgain, type FleetRecord } from '@spillway/core';
import type { FleetMemory, FleetPolicy } from '@spillway/core/fleet';
import type { FleetDecision } from '@spillway/core/store';
import { PolicyRun } from './policy-run.ts';

/** A recorded decision that the policy would not have made. */
export interface ReplayDifference {
  readonly record: FleetRecord;
  readonly decision: FleetDecision;
}

/** What a replay came to. */
export interface ReplayReport {
  /** Decisions that were replayed. */
  readonly decisions: number;
  readonly models: readonly string[];
  /** Times when the policy's memory was taken from the record: once for each model, and after decisions that are missing. */
  readonly resumed: number;
  readonly differences: readonly ReplayDifference[];
}

/**
 * Lets the simulator's run of `policy` decide again what a live fleet decided, from the snapshots that were recorded in
 * the order of their times. What it remembers is its own, from the first record of each model on; where decisions are
 * missing it goes on from what was recorded. A policy that decided then decides the same, to the last figure.
 */
export function replayRecords(records: Iterable<FleetRecord>, policy: FleetPolicy): ReplayReport {
  const replays = new Map<string, ModelReplay>();
  const differences: ReplayDifference[] = [];
  const sorted = [...records].sort((one, other) => one.snapshot.asOf - other.snapshot.asOf);
  for (const record of sorted) {
    const { model } = record.snapshot;
    const replay = replays.get(model) ?? new ModelReplay(policy);
    replays.set(model, replay);
    const decision = replay.decide(record);
    if (textOf(decision) !== textOf(record.decision)) differences.push({ record, decision });
  }
  return {
    decisions: sorted.length,
    models: [...replays.keys()].sort(),
    resumed: [...replays.values()].reduce((sum, { resumed }) => sum + resumed, 0),
    differences,
  };
}

class ModelReplay {
  readonly #policy: FleetPolicy;
  #run: PolicyRun | undefined;
  /** What the last decision left, replayed and recorded. */
  #left: { readonly own: unknown; readonly recorded: unknown } | undefined;
  resumed = 0;

  constructor(policy: FleetPolicy) {
    this.#policy = policy;
  }

  decide(record: FleetRecord): FleetDecision {
    const { memory: recorded } = record.snapshot;
    const goesOn = this.#left !== undefined && textOf(this.#left.recorded) === textOf(recorded);
    if (!goesOn) this.#resume(recorded);
    const snapshot = { ...record.snapshot, memory: goesOn ? this.#left?.own : recorded };
    const decision = decideAgain({ snapshot }, this.#simulated());
    this.#left = { own: copyOf(decision.memory), recorded: record.decision.memory };
    return decision;
  }

  #resume(memory: unknown): void {
    this.resumed += 1;
    this.#run = isMemory(memory) ? new PolicyRun(this.#policy, memory.policy) : new PolicyRun(this.#policy);
  }

  /** The policy as the simulator calls it: with the memory of its own run, whatever it is handed. */
  #simulated(): FleetPolicy {
    const { name, ignoresWork = false, needsTotals = false } = this.#policy;
    const run = this.#run ?? new PolicyRun(this.#policy);
    return { name, ignoresWork, needsTotals, decide: (state) => run.decide(state) };
  }
}

function isMemory(memory: unknown): memory is { readonly policy: FleetMemory } {
  return typeof memory === 'object' && memory !== null && 'policy' in memory;
}

/** As a store would hand it to another coordinator. */
function copyOf(memory: unknown): unknown {
  return JSON.parse(JSON.stringify(memory));
}

/** The same for the same JSON, in whatever order a store or a file keeps its keys. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
