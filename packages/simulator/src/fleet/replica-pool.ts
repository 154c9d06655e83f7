import type { PoolState } from '@spillway/core/fleet';
import type { OpenBatch } from './open-batches.ts';
import type { ReplicaInterval, SimulatedPool } from './simulated-fleet.ts';

const HOUR_MS = 3_600_000;

/** A replica that runs or warms up. */
export interface RunningReplica {
  readonly id: string;
  readonly startedHours: number;
  /** Hours of work that it is believed to do in an hour. */
  readonly speed: number;
  /** Hours until it works, in truth. */
  cold: number;
  /** Work it did for a batch and has not settled, in the batch's hours. */
  unsettled: number;
  unsettledOf: OpenBatch | undefined;
}

/** The replicas of one pool and what they have cost. */
export class ReplicaPool {
  readonly pool: SimulatedPool;
  readonly replicas: RunningReplica[] = [];
  readonly intervals: ReplicaInterval[] = [];
  readonly #warmUp: (pool: SimulatedPool) => number;
  #started = 0;

  constructor(pool: SimulatedPool, warmUp: (pool: SimulatedPool) => number) {
    this.pool = pool;
    this.#warmUp = warmUp;
  }

  /** Replicas that can run in the tick. */
  supply(tick: number): number {
    return Math.min(this.pool.maxReplicas, this.pool.supply?.[tick] ?? this.pool.maxReplicas);
  }

  /** Takes away the newest replicas beyond the supply, and the work that they had not settled. */
  preempt(tick: number, atHours: number): void {
    const supply = this.supply(tick);
    while (this.replicas.length > supply) {
      const replica = this.#stopAt(this.replicas.length - 1, atHours);
      if (replica.unsettledOf) replica.unsettledOf.left += replica.unsettled;
    }
  }

  /** Stops the named replicas, then as many of the newest, or starts as many fresh ones, as `wanted` and the supply ask for. */
  adjust({ wanted, drop, tick, atHours }: Adjustment): void {
    for (let index = this.replicas.length - 1; index >= 0; index--) {
      const replica = this.replicas[index];
      if (replica && drop.includes(replica.id)) this.#stopAt(index, atHours);
    }
    while (this.replicas.length > wanted) this.#stopAt(this.replicas.length - 1, atHours);
    const reachable = Math.min(wanted, this.supply(tick));
    while (this.replicas.length < reachable) {
      this.#started += 1;
      const id = `${this.pool.name}-${this.#started}`;
      const cold = this.#warmUp(this.pool);
      const { speed = 1 } = this.pool;
      this.replicas.push({ id, startedHours: atHours, speed, cold, unsettled: 0, unsettledOf: undefined });
    }
  }

  /** Stops every replica, with its work settled. */
  stopAll(atHours: number): void {
    while (this.replicas.length > 0) this.#stopAt(this.replicas.length - 1, atHours);
  }

  /** As a policy sees it: a cold start ends when it was told, or at the next tick where it takes longer. */
  state(tick: number, atHours: number, tickHours: number): PoolState {
    const { name, preemptible, pricePerHour, maxReplicas, coldStartHours, speed = 1 } = this.pool;
    const replicas = this.replicas.map(({ id, cold, startedHours }) => {
      const told = coldStartHours - (atHours - startedHours);
      return { id, coldMs: cold <= 1e-9 ? 0 : (told > 1e-9 ? told : tickHours) * HOUR_MS };
    });
    return {
      name,
      preemptible,
      pricePerHour,
      minReplicas: 0,
      maxReplicas,
      coldStartMs: coldStartHours * HOUR_MS,
      obtainable: this.supply(tick),
      replicas,
      speed,
    };
  }

  #stopAt(index: number, atHours: number): RunningReplica {
    const [replica] = this.replicas.splice(index, 1);
    if (!replica) throw new RangeError(`no replica ${index} in ${this.pool.name}`);
    this.intervals.push({ pool: this.pool.name, from: replica.startedHours, to: atHours });
    return replica;
  }
}

/** What a plan means for one pool. */
interface Adjustment {
  readonly wanted: number;
  /** Ids of replicas to stop. */
  readonly drop: readonly string[];
  readonly tick: number;
  readonly atHours: number;
}
