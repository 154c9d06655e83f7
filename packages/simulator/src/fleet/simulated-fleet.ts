import type { FleetPolicy, FleetReason, FleetState } from '@spillway/core/fleet';

/** A batch as the simulator sees it: divisible work with a deadline. Ticks are counted from the start of the run. */
export interface SimulatedBatch {
  readonly id: string;
  readonly tenant: string;
  readonly priority: number;
  /** Work, in hours of one replica. */
  readonly hours: number;
  /** The tick at whose beginning it is there. */
  readonly arrivesTick: number;
  /** The tick by whose beginning it must be done. */
  readonly deadlineTick: number;
}

/** A pool with its supply over time. */
export interface SimulatedPool {
  readonly name: string;
  readonly preemptible: boolean;
  /** Price of one replica for an hour. */
  readonly pricePerHour: number;
  /** Replicas that may run at the most. */
  readonly maxReplicas: number;
  /** What a policy is told that a cold start takes. */
  readonly coldStartHours: number;
  /** Hours of work that one of its replicas does in an hour; 1 by default. */
  readonly speed?: number;
  /** Replicas that can run in each tick; without it, `maxReplicas` always. */
  readonly supply?: readonly number[];
}

/** One run of a policy. */
export interface FleetScenario {
  readonly pools: readonly SimulatedPool[];
  /** By arrival. */
  readonly batches: readonly SimulatedBatch[];
  readonly policy: FleetPolicy;
  /** Length of a tick, in hours. */
  readonly tickHours: number;
  /** Ticks to simulate; what is not done then is left. */
  readonly ticks: number;
  /** Work of one replica that a preemption undoes at the most, in its hours; two minutes by default. */
  readonly lossHours?: number;
  /** Work that a replica really does where the policy believes an hour; 1 by default. */
  readonly speed?: number;
  /** What the next cold start really takes, in hours; what the policy is told by default. */
  readonly warmUp?: (pool: SimulatedPool) => number;
  /** Whether a batch is taken on, asked with the fleet's state as it would be with it; all are by default. */
  readonly admit?: (state: FleetState) => boolean;
  /** Called after each decision, for pictures and comparisons. */
  readonly watch?: (moment: FleetMoment) => void;
}

/** The fleet right after a decision, at the beginning of a tick. */
export interface FleetMoment {
  /** Counted from the start of the run. */
  readonly tick: number;
  /** Replicas of each pool, by its name, those that are starting included. */
  readonly replicas: Readonly<Record<string, number>>;
  /** Replicas that each preemptible pool could have, by its name. */
  readonly supply: Readonly<Record<string, number>>;
  /** Work left of what has arrived, in replica-hours. */
  readonly leftHours: number;
  /** Work that has arrived until now, in replica-hours. */
  readonly arrivedHours: number;
  readonly reasons: readonly FleetReason[];
}

/** The life of one replica, in hours from the start of the run. */
export interface ReplicaInterval {
  readonly pool: string;
  /** When it was started. */
  readonly from: number;
  /** When it was stopped or preempted. */
  readonly to: number;
}

/** How one batch ended. */
export interface BatchEnd {
  readonly batch: SimulatedBatch;
  /** In hours from the start of the run; undefined when it was late. */
  readonly finishedHours: number | undefined;
}

/** What a run came to. */
export interface FleetRun {
  /** The price of all replica-hours. */
  readonly cost: number;
  /** Batches that were not done by their deadline; what was left of them was given up. */
  readonly late: number;
  /** Batches that were not taken on. */
  readonly refused: number;
  readonly intervals: readonly ReplicaInterval[];
  /** By the order of their ends; batches that no tick decided are missing. */
  readonly ends: readonly BatchEnd[];
  /** Replica-hours that were paid for. */
  readonly billedHours: number;
  /** Replica-hours of work that was done and kept. */
  readonly workedHours: number;
}
