import {
  canFinish,
  type FleetMemory,
  type FleetPolicy,
  type FleetState,
  freshMemory,
} from '../../policy/fleet/index.ts';
import type { Reckoning } from '../reckoning.ts';
import type { Conditions } from './conditions.ts';
import { dueWorkOf, NOTHING, type OpenWork, openWork, type WorkEnd } from './open-work.ts';
import type { QueuedWork } from './queued-work.ts';
import { type Shares, shareCapacity } from './share-capacity.ts';
import { type StartingPool, VirtualPool } from './virtual-pool.ts';

/** A fleet and its work at one moment, and how they are expected to go on. */
export interface ForecastScene {
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly pools: readonly StartingPool[];
  readonly policy: FleetPolicy;
  readonly work: readonly QueuedWork[];
  readonly conditions: Conditions;
}

const HOUR_MS = 3_600_000;
/** A tick is that of the fleet at first, longer the further off it is, and short again before the deadline that matters. */
const TICK_MS = 5_000;
const TICK_GROWTH = 0.02;
const TICK_SHRINK = 0.1;
const LONGEST_TICK_MS = 300_000;
/** Shares stay for as long, at the least. */
const SHARE_MS = 1_000;
/** What is not done after as many is never: a week of the longest ticks, twice. */
const MOST_TICKS = 4_000;
/** Ticks without a look at others: with many rows one takes half a millisecond. */
const TICKS_AT_ONCE = 16;

/**
 * Runs the production policy forward in virtual time and answers how each work ends: at each tick the expected spot
 * supply is known, the policy decides, replicas start and stop, and the work flows, shared as workers share it.
 * What a preemption undoes, two minutes of a replica at the most, is not counted.
 */
export function* forecastFleet(scene: ForecastScene): Reckoning<ReadonlyMap<string, WorkEnd>> {
  const fleet = new FleetForecast(scene);
  for (let ticks = 0; ticks < MOST_TICKS && !fleet.isOver; ticks++) {
    fleet.turn();
    if (ticks % TICKS_AT_ONCE === 0) yield;
  }
  return fleet.end();
}

class FleetForecast {
  readonly #scene: ForecastScene;
  readonly #pools: readonly VirtualPool[];
  readonly #ends = new Map<string, WorkEnd>();
  #coming: readonly QueuedWork[];
  #open: OpenWork[] = [];
  #memory: FleetMemory = freshMemory;
  #nowMs = 0;

  constructor(scene: ForecastScene) {
    this.#scene = scene;
    this.#pools = scene.pools.map((pool) => new VirtualPool(pool, scene.conditions));
    this.#coming = scene.work;
  }

  get isOver(): boolean {
    return this.#open.length === 0 && this.#coming.length === 0;
  }

  turn(): void {
    this.#arrive();
    this.#expire();
    const tickMs = this.#tickMs();
    for (const pool of this.#pools) if (pool.start.state.preemptible) pool.preempt(this.#nowMs);
    this.#decide(tickMs);
    this.#work(this.#nowMs + tickMs);
  }

  end(): ReadonlyMap<string, WorkEnd> {
    for (const row of [...this.#open]) this.#close(row, undefined);
    for (const { id } of this.#coming) this.#ends.set(id, { finishedInMs: undefined, cost: 0 });
    return this.#ends;
  }

  /** Until the next decision: no longer than until more work comes. */
  #tickMs(): number {
    const next = leastOf(this.#coming.map(({ arrivesInMs = 0 }) => arrivesInMs - this.#nowMs));
    if (this.#open.length === 0 && Number.isFinite(next)) return next;
    const at = this.#scene.asOf + this.#nowMs;
    const watched = this.#open.filter(({ work }) => work.overruns && work.deadlineAt > at);
    const left = leastOf(watched.map(({ work }) => work.deadlineAt - at));
    const usual = Math.min(this.#nowMs * TICK_GROWTH, LONGEST_TICK_MS, left * TICK_SHRINK);
    return Math.min(next, left, Math.max(TICK_MS, usual));
  }

  #arrive(): void {
    const isHere = ({ arrivesInMs = 0 }: QueuedWork): boolean => arrivesInMs <= this.#nowMs;
    this.#open.push(...this.#coming.filter(isHere).map(openWork));
    this.#coming = this.#coming.filter((work) => !isHere(work));
  }

  /** Gives up what is past its deadline. */
  #expire(): void {
    const at = this.#scene.asOf + this.#nowMs;
    for (const row of [...this.#open]) {
      if (row.left <= NOTHING) this.#close(row, this.#nowMs);
      else if (row.work.deadlineAt <= at && !row.work.overruns) this.#close(row, undefined);
    }
  }

  #close(row: OpenWork, finishedInMs: number | undefined): void {
    this.#open.splice(this.#open.indexOf(row), 1);
    this.#ends.set(row.work.id, { finishedInMs, cost: row.cost });
  }

  #decide(tickMs: number): void {
    const state = this.#state(tickMs);
    const plan = this.#scene.policy.decide(state, this.#memory);
    this.#memory = plan.memory;
    // As the fleet's tick does: too late to start anything, what lives helps.
    const allHelp = plan.dedicatedUntilAt === undefined && !this.#scene.policy.ignoresWork && !canFinish(state);
    for (const pool of this.#pools) {
      const { name, maxReplicas } = pool.start.state;
      const wanted = plan.replicas[name] ?? 0;
      pool.adjust(allHelp && !pool.start.scaled ? maxReplicas : wanted, plan.drop, this.#nowMs);
    }
  }

  #state(tickMs: number): FleetState {
    const asOf = this.#scene.asOf + this.#nowMs;
    return {
      asOf,
      tickMs,
      pools: this.#pools.map((pool) => pool.state(this.#nowMs, tickMs)),
      due: this.#open.map((row) => dueWorkOf(row, asOf, tickMs)),
    };
  }

  #work(untilMs: number): void {
    while (this.#nowMs < untilMs && this.#open.length > 0) {
      const capacity = this.#sum((pool) => pool.capacity(this.#nowMs));
      const { rates, hours: same } = shareCapacity(this.#open, capacity, this.#scene.asOf + this.#nowMs);
      const warmMs = Math.min(...this.#pools.map((pool) => pool.nextWarmMs(this.#nowMs)));
      const endMs = rates.map(({ row, rate }) => this.#nowMs + (row.left / rate) * HOUR_MS);
      const shareMs = this.#nowMs + Math.max(SHARE_MS, same * HOUR_MS);
      const nextMs = Math.min(untilMs, warmMs, shareMs, ...endMs);
      const hours = (nextMs - this.#nowMs) / HOUR_MS;
      this.#charge(rates, hours);
      for (const { row, rate } of rates) row.left -= rate * hours;
      this.#nowMs = nextMs;
      for (const { row } of rates) if (row.left <= NOTHING) this.#close(row, this.#nowMs);
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Shares out the price of all replicas: by the work that they do, and while all of them warm up by what waits for it. */
  #charge(rates: Shares['rates'], hours: number): void {
    const price = hours * this.#sum((pool) => pool.priceRate);
    const shares = rates.length > 0 ? rates : this.#open.map((row) => ({ row, rate: row.left }));
    const all = shares.reduce((sum, { rate }) => sum + rate, 0);
    for (const { row, rate } of shares) row.cost += all > 0 ? (price * rate) / all : 0;
  }

  #sum(count: (pool: VirtualPool) => number): number {
    return this.#pools.reduce((sum, pool) => sum + count(pool), 0);
  }
}

function leastOf(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}
