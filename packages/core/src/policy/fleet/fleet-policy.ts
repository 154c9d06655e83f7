import type { FleetMemory } from './fleet-memory.ts';

/** One running or starting replica. */
export interface ReplicaState {
  /** Names it in `FleetPlan.drop`. */
  readonly id: string;
  /** Time until it works; 0 when it does. */
  readonly coldMs: number;
}

/** One pool, as far as one model is concerned. */
export interface PoolState {
  readonly name: string;
  readonly preemptible: boolean;
  /** Price of one replica for an hour; one currency for all pools. */
  readonly pricePerHour: number;
  /** Replicas that run whatever the work is. */
  readonly minReplicas: number;
  /** Replicas that may run at the most. */
  readonly maxReplicas: number;
  /** What a fresh replica takes until it works, billed without progress: a measured upper quantile. */
  readonly coldStartMs: number;
  /**
   * Replicas that could run now, the running ones included. Where a cloud does not say: what runs, while it refuses
   * more; `maxReplicas`, while it does not.
   */
  readonly obtainable: number;
  /** Its replicas, the oldest first. */
  readonly replicas: readonly ReplicaState[];
  /** Hours of work that one of its replicas does in an hour, by a forecast; 1 by default. */
  readonly speed?: number;
}

/** Work with one deadline: a batch's lane of the model, or several of them. Hours are those of one replica. */
export interface DueWork {
  readonly deadlineAt: number;
  readonly createdAt: number;
  /** Replica-hours that it had when it was created. */
  readonly totalHours: number;
  /** Replica-hours left, where work that a preemptible replica has done and not settled counts as done. */
  readonly leftHours: number;
  /** Replica-hours done by preemptible replicas and not settled: what preempting all of them now would cost. */
  readonly unsettledHours: number;
  /** Requests without an outcome; absent in simulations, which know hours only. */
  readonly openRequests?: number;
}

/** All that a fleet policy sees: one model across the pools at one moment. */
export interface FleetState {
  /** The store's time, in milliseconds since the epoch. */
  readonly asOf: number;
  /** Until the next decision. */
  readonly tickMs: number;
  readonly pools: readonly PoolState[];
  /** Work that is left, in any order. */
  readonly due: readonly DueWork[];
}

/** Why a fleet changes, in a sentence for people. */
export interface FleetReason {
  /** The rule that fired, for instance `must`. */
  readonly rule: string;
  /** For the timeline. */
  readonly text: string;
}

/** What a fleet policy wants. */
export interface FleetPlan {
  /** Replicas wanted in each pool, by its name. A pool that gives fewer than asked is asked again at the next tick. */
  readonly replicas: Readonly<Record<string, number>>;
  /** The replicas to stop, by their ids, of pools that are not preemptible; a preemptible one gives up its newest. */
  readonly drop: readonly string[];
  /** Work due until then may run in pools that are not preemptible; undefined: none of it. */
  readonly dedicatedUntilAt: number | undefined;
  /** Empty when nothing changes. */
  readonly reasons: readonly FleetReason[];
  /** To be handed to the next decision. */
  readonly memory: FleetMemory;
}

/**
 * Decides how many replicas each pool should have for one model. Pure: the same state and memory give the same plan.
 * Begin with `freshMemory`.
 */
export interface FleetPolicy {
  /** A word, as in the command line. */
  readonly name: string;
  /** The constants that it was made with, as plain JSON, so that a record of its decisions can name them. */
  readonly options?: object;
  /** Whether it looks at deadlines only, so that it also decides where nobody knows how long the work takes. */
  readonly ignoresWork?: boolean;
  /** Whether it compares what is left of a lane with what the lane began with, which must be remembered for it. */
  readonly needsTotals?: boolean;
  /** Decides one tick. */
  decide(state: FleetState, memory: FleetMemory): FleetPlan;
}
