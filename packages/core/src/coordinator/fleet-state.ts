import type { DueWork, FleetState, PoolState, ReplicaState } from '../policy/fleet/index.ts';
import type { Lane, ModelThroughput } from '../store/index.ts';
import { coldStartOf } from './cold-start.ts';
import { isScaled, SCALED_MOST } from './is-scaled.ts';
import type { LaneTotals } from './lane-totals.ts';
import { isRefused, type ObservedPool } from './observe-pool.ts';
import { hoursOf } from './work-hours.ts';

/** What a fleet's state is built from: one model at one moment. */
export interface FleetSight {
  /** The store's time, in milliseconds since the epoch. */
  readonly asOf: number;
  /** Until the next look. */
  readonly tickMs: number;
  /** All pools. */
  readonly observed: readonly ObservedPool[];
  /** The lanes of the model, each once. */
  readonly lanes: readonly Lane[];
  /** Whether every lane is open to all pools anyhow, so that each live replica works. */
  readonly allOpen: boolean;
  /** What the lanes began with; what they have left, where nobody remembers. */
  readonly totals?: LaneTotals;
  /** By pool: the part of a live worker's time that the model may count on; 1 by default. */
  readonly shares?: ReadonlyMap<string, number>;
}

/**
 * What a fleet policy sees of the model. `rate` is that of one replica, by which work becomes hours. A pool that is not
 * preemptible has the replicas that were asked of it; those that live beside them stand by, ready at once.
 */
export function fleetStateOf(sight: FleetSight, rate: ModelThroughput): FleetState {
  const { asOf, tickMs, observed, lanes, totals = {} } = sight;
  return {
    asOf,
    tickMs,
    pools: observed.map((one) => poolStateOf(one, sight, rate)),
    due: lanes.map((lane) => dueWorkOf(lane, totals[lane.batchId] ?? lane, rate)),
  };
}

/**
 * The rate by which work becomes hours: that of the slowest dedicated pool, since they must do what spot leaves, else
 * that of the slowest spot pool. Undefined where none was ever measured.
 */
export function rateOfReplica(observed: readonly ObservedPool[]): ModelThroughput | undefined {
  const known = observed.flatMap(({ pool, memory: { rate } }) =>
    rate ? [{ preemptible: pool.preemptible, rate }] : [],
  );
  const dedicated = known.filter(({ preemptible }) => !preemptible);
  const slowestFirst = (dedicated.length > 0 ? dedicated : known)
    .map(({ rate }) => rate)
    .sort((one, other) => speedOf(one, other) - 1);
  return slowestFirst[0];
}

/** How many times as fast `rate` is as `unit`. */
function speedOf(rate: ModelThroughput, unit: ModelThroughput): number {
  return rate.tokensPerSecond !== null && unit.tokensPerSecond !== null
    ? rate.tokensPerSecond / unit.tokensPerSecond
    : rate.requestsPerSecond / unit.requestsPerSecond;
}

function dueWorkOf(lane: Lane, total: LaneTotals[string], rate: ModelThroughput): DueWork {
  const { deadlineAt, createdAt, open: openRequests } = lane;
  // What is held counts as left until it is settled, a second after it was done; so nothing is unsettled beside it.
  const totalHours = hoursOf({ requests: total.open, tokens: total.tokens }, rate);
  const leftHours = hoursOf({ requests: openRequests, tokens: lane.tokens }, rate);
  const hours = { totalHours, leftHours, unsettledHours: 0 };
  return { deadlineAt, createdAt, ...hours, openRequests };
}

function poolStateOf(one: ObservedPool, sight: FleetSight, rate: ModelThroughput): PoolState {
  const { asOf, tickMs, allOpen, shares } = sight;
  const { pool, live, memory } = one;
  const minReplicas = pool.minReplicas ?? 0;
  const maxReplicas = mostReplicas(one, allOpen);
  const alwaysWorks = pool.preemptible || pool.permission === 'all' || allOpen;
  const working = Math.min(
    maxReplicas,
    alwaysWorks ? live.length : Math.min(live.length, Math.max(memory.asked, minReplicas)),
  );
  const starting = startingIn(one, { asOf, tickMs, room: maxReplicas - working });
  const standby = live.length - working;
  return {
    name: pool.name,
    preemptible: pool.preemptible,
    pricePerHour: pool.pricePerHour,
    minReplicas,
    maxReplicas,
    coldStartMs: startsCold(one, { room: maxReplicas - working - starting.length, standby }) ? coldStartOf(one) : 0,
    obtainable: isPassedOver(one, sight) ? Math.min(maxReplicas, live.length) : maxReplicas,
    replicas: [...live.slice(0, working).map(({ id }) => ({ id, coldMs: 0 })), ...starting],
    speed: (shares?.get(pool.name) ?? 1) * (memory.rate ? speedOf(memory.rate, rate) : 1),
  };
}

/**
 * Whether what lives is all that the pool is believed to give, since it gave no more than that for longer than a cold
 * start. A dedicated pool is asked again all the same while no other has room: nothing else keeps the deadline.
 */
function isPassedOver(one: ObservedPool, { asOf, observed, allOpen }: FleetSight): boolean {
  if (!isRefused(one, asOf)) return false;
  const hasRoom = (other: ObservedPool): boolean =>
    Math.max(other.live.length, other.memory.asked) < mostReplicas(other, allOpen);
  return (
    one.pool.preemptible ||
    observed.some(
      (other) => !other.pool.preemptible && isScaled(other.pool) && !isRefused(other, asOf) && hasRoom(other),
    )
  );
}

/**
 * Where nothing starts and stops workers, the live ones are all there will be. One may be asked for, of dedicated pools
 * while nobody else does the work: else a batch on spot alone would seem to escalate to workers that nobody has.
 */
function mostReplicas({ pool, live }: ObservedPool, allOpen: boolean): number {
  const least = Math.max(pool.preemptible || allOpen ? 1 : 0, pool.minReplicas ?? 0);
  return isScaled(pool) ? (pool.maxReplicas ?? Math.max(SCALED_MOST, live.length)) : Math.max(least, live.length);
}

/** Replicas that were asked for and are on their way. */
function startingIn(
  one: ObservedPool,
  { asOf, tickMs, room }: { readonly asOf: number; readonly tickMs: number; readonly room: number },
): ReplicaState[] {
  const { live, memory } = one;
  if (memory.shortSinceAt === null || isRefused(one, asOf)) return [];
  // What should be there by now and is not comes by the next look at the earliest.
  const coldMs = Math.max(tickMs, memory.shortSinceAt + coldStartOf(one) - asOf);
  const length = Math.max(0, Math.min(room, memory.asked - live.length));
  return Array.from({ length }, (_, index) => ({ id: `${one.pool.name} starting ${index}`, coldMs }));
}

/** Whether one more replica would have to be started. */
function startsCold(
  one: ObservedPool,
  { room, standby }: { readonly room: number; readonly standby: number },
): boolean {
  return isScaled(one.pool) ? room === 0 || room > standby : one.live.length === 0;
}
