import type { FleetState } from '@spillway/core/fleet';
import { type OpenBatch, OpenBatches } from './open-batches.ts';
import { PolicyRun } from './policy-run.ts';
import { ReplicaPool } from './replica-pool.ts';
import type { FleetMoment, FleetRun, FleetScenario } from './simulated-fleet.ts';
import { workTick } from './work-tick.ts';

const HOUR_MS = 3_600_000;

/**
 * Runs a policy over discrete ticks. In each: the supply is known, the newest preemptible replicas beyond it are lost
 * with the work they had not settled, the policy decides, stops and starts happen, work is done. It ends when all
 * batches did; a fleet without work is stopped at the moment when it runs out.
 */
export function simulateFleet(scenario: FleetScenario): FleetRun {
  const fleet = new SimulatedFleet(scenario);
  for (let tick = 0; tick < scenario.ticks && !fleet.over; tick++) fleet.turn(tick);
  return fleet.end();
}

class SimulatedFleet {
  readonly #scenario: FleetScenario;
  readonly #pools: readonly ReplicaPool[];
  readonly #preemptible: readonly ReplicaPool[];
  readonly #lasting: readonly ReplicaPool[];
  readonly #batches: OpenBatches;
  readonly #policy: PolicyRun;

  constructor(scenario: FleetScenario) {
    const { warmUp = ({ coldStartHours }) => coldStartHours } = scenario;
    this.#scenario = scenario;
    this.#policy = new PolicyRun(scenario.policy);
    this.#pools = scenario.pools.map((pool) => new ReplicaPool(pool, warmUp));
    this.#preemptible = this.#pools.filter(({ pool }) => pool.preemptible);
    this.#lasting = this.#pools.filter(({ pool }) => !pool.preemptible);
    this.#batches = new OpenBatches(scenario.batches);
  }

  get over(): boolean {
    return this.#batches.over;
  }

  turn(tick: number): void {
    const { tickHours, admit } = this.#scenario;
    const atHours = tick * tickHours;
    for (const pool of this.#preemptible) pool.preempt(tick, atHours);
    this.#batches.expire(tick);
    this.#batches.arrive(tick, () => admit?.(this.#state(tick)) ?? true);
    const plan = this.#policy.decide(this.#state(tick));
    for (const pool of this.#pools)
      pool.adjust({ wanted: plan.replicas[pool.pool.name] ?? 0, drop: plan.drop, tick, atHours });
    this.#scenario.watch?.(this.#moment(tick, plan.reasons));
    this.#work(atHours);
  }

  end(): FleetRun {
    const { ticks, tickHours } = this.#scenario;
    const batches = this.#batches;
    batches.expire(ticks);
    for (const pool of this.#pools) pool.stopAll(ticks * tickHours);
    let cost = 0;
    let billedHours = 0;
    for (const { pool, intervals } of this.#pools) {
      const hours = intervals.reduce((sum, { from, to }) => sum + to - from, 0);
      billedHours += hours;
      cost += hours * pool.pricePerHour;
    }
    const workedHours = batches.arrivedHours - batches.givenUpHours - batches.leftHours();
    const intervals = this.#pools.flatMap((pool) => pool.intervals);
    const { late, refused, ends } = batches;
    return { cost, late, refused, intervals, ends, billedHours, workedHours };
  }

  #work(atHours: number): void {
    const { tickHours, lossHours = 1 / 30, speed = 1 } = this.#scenario;
    const spot = this.#preemptible.flatMap(({ replicas }) => replicas);
    const dedicated = this.#lasting.flatMap(({ replicas }) => replicas);
    const busyHours = workTick({ batches: this.#batches, spot, dedicated, atHours, tickHours, lossHours, speed });
    if (this.#batches.open.length === 0) for (const pool of this.#pools) pool.stopAll(atHours + busyHours);
  }

  #state(tick: number): FleetState {
    const { tickHours } = this.#scenario;
    const atHours = tick * tickHours;
    return {
      asOf: Math.round(atHours * HOUR_MS),
      tickMs: tickHours * HOUR_MS,
      pools: this.#pools.map((pool) => pool.state(tick, atHours, tickHours)),
      due: this.#batches.due(tickHours, unsettledWork(this.#preemptible)),
    };
  }

  #moment(tick: number, reasons: FleetMoment['reasons']): FleetMoment {
    return {
      tick,
      replicas: Object.fromEntries(this.#pools.map(({ pool, replicas }) => [pool.name, replicas.length])),
      supply: Object.fromEntries(this.#preemptible.map((pool) => [pool.pool.name, pool.supply(tick)])),
      leftHours: this.#batches.leftHours(),
      arrivedHours: this.#batches.arrivedHours,
      reasons,
    };
  }
}

function unsettledWork(pools: readonly ReplicaPool[]): Map<OpenBatch, number> {
  const unsettled = new Map<OpenBatch, number>();
  for (const { replicas } of pools) {
    for (const { unsettledOf, unsettled: hours } of replicas) {
      if (unsettledOf && hours > 0) unsettled.set(unsettledOf, (unsettled.get(unsettledOf) ?? 0) + hours);
    }
  }
  return unsettled;
}
