import { canFinish, type FleetPolicy } from '@spillway/core/fleet';
import { type ArrivalKind, arrivals } from './arrivals.ts';
import { type Fairness, fairnessOf } from './fairness.ts';
import { relativeCost, usualPriceRatio } from './one-batch.ts';
import { optimalCost } from './optimal-cost.ts';
import { simulateFleet } from './simulate-fleet.ts';
import type { BatchEnd, FleetMoment, FleetScenario, SimulatedBatch, SimulatedPool } from './simulated-fleet.ts';
import type { SpotTrace } from './spot-trace.ts';

/** What is simulated, on which trace. */
export interface SimulationOptions {
  readonly trace: SpotTrace;
  /** Compared with each other on the same runs. */
  readonly policies: readonly FleetPolicy[];
  /** What is to be done: one batch at every start, batches that keep arriving, or those that are named. */
  readonly load: BatchLoad | ArrivalLoad | NamedLoad;
  /** Each on its own; all of the trace by default. */
  readonly zones?: readonly string[];
  /** The zones as one supply, each a spot pool of its own; false by default. */
  readonly pooled?: boolean;
  /** Dedicated replicas at the most; 16 by default. */
  readonly dedicated?: number;
  /** What a cold start takes; 10 by default. */
  readonly coldStartMinutes?: number;
  /** Work of one replica that a preemption undoes; 2 by default. */
  readonly lossMinutes?: number;
  /** Price of a dedicated replica where a spot replica costs 1. */
  readonly priceRatio?: number;
  /** Prices of a spot replica by zone, in the same unit; 1 by default. */
  readonly spotPrices?: Readonly<Record<string, number>>;
}

/** One batch, again and again at starts that lie evenly over the trace. */
export interface BatchLoad {
  readonly kind: 'batch';
  /** Work, in hours of one replica. */
  readonly workHours: number;
  /** Time until the deadline. */
  readonly windowHours: number;
  /** Starts in each zone; 40 by default. */
  readonly starts?: number;
}

/** Batches that arrive by chance over the whole trace, taken on while dedicated replicas could finish them all. */
export interface ArrivalLoad {
  readonly kind: 'arrivals';
  /** One run for each. */
  readonly seeds: readonly number[];
  /** Work that arrives in an hour, in hours of one replica. */
  readonly load?: number;
  readonly kinds?: readonly ArrivalKind[];
}

/** These batches from the beginning of the trace, taken on as arrivals are; what the trace is too short for is left out. */
export interface NamedLoad {
  readonly kind: 'named';
  readonly batches: readonly SimulatedBatch[];
}

/** How one policy did over all runs. */
export interface PolicyResult {
  readonly policy: string;
  readonly runs: number;
  /** Mean of the runs' costs, as shares of what their work costs on dedicated replicas without any cold start. */
  readonly cost: number;
  /** Batches that ended, late ones included. */
  readonly batches: number;
  /** Of them, those that missed their deadline. */
  readonly late: number;
  /** Batches that were not taken on, since the fleet could not have finished them without more spot. */
  readonly refused: number;
  /** Work that was done and kept, as a share of the replica-hours that were paid for. */
  readonly utilization: number;
  readonly fairness: Fairness;
  /** The first run, moment by moment, for `drawFleet`. */
  readonly moments: readonly FleetMoment[];
}

/** What a simulation came to. */
export interface SimulationReport {
  readonly policies: readonly PolicyResult[];
  /** Mean cost with all of the future known; undefined for pooled zones and for arrivals. */
  readonly optimum: number | undefined;
  /** Length of a tick, in hours. */
  readonly tickHours: number;
}

/** Runs every policy over the same stretches of a trace and sums up. Repeatable to the digit. */
export function simulateOnTrace(options: SimulationOptions): SimulationReport {
  const stretches = [...stretchesOf(options)];
  return {
    policies: options.policies.map((policy) => resultOf(policy, stretches, options)),
    optimum: optimumOf(stretches, options),
    tickHours: options.trace.tickSeconds / 3600,
  };
}

/** One run's supply and batches. */
interface Stretch {
  readonly supply: Readonly<Record<string, readonly number[]>>;
  /** Prices of a replica by spot pool. */
  readonly prices: Readonly<Record<string, number>>;
  readonly ticks: number;
  readonly batches: readonly SimulatedBatch[];
}

function* stretchesOf(options: SimulationOptions): Generator<Stretch> {
  const { trace, zones = Object.keys(trace.zones), pooled = false, spotPrices = {} } = options;
  const groups = pooled ? [zones] : zones.map((zone) => [zone]);
  for (const group of groups) {
    const poolOf = (zone: string): string => (group.length === 1 ? 'spot' : zone);
    const prices = Object.fromEntries(group.map((zone) => [poolOf(zone), spotPrices[zone] ?? 1]));
    const counts = group.map((zone) => {
      const own = trace.zones[zone];
      if (!own) throw new Error(`the trace has no zone ${zone}; it has ${Object.keys(trace.zones).join(', ')}`);
      return [poolOf(zone), own] as const;
    });
    for (const stretch of stretchesUnder(options.load, counts, trace)) yield { ...stretch, prices };
  }
}

function stretchesUnder(
  load: SimulationOptions['load'],
  counts: Counts,
  trace: SpotTrace,
): Iterable<Omit<Stretch, 'prices'>> {
  if (load.kind === 'batch') return batchStretches(counts, load, trace);
  if (load.kind === 'arrivals') return arrivalStretches(counts, load, trace);
  return [wholeStretch(counts, load.batches)];
}

type Counts = readonly (readonly [pool: string, counts: readonly number[]])[];

function* batchStretches(
  counts: Counts,
  { workHours, windowHours, starts = 40 }: BatchLoad,
  { tickSeconds }: SpotTrace,
): Generator<Omit<Stretch, 'prices'>> {
  const ticks = Math.round((windowHours * 3600) / tickSeconds);
  const length = ticksOf(counts);
  if (ticks < 1) throw new Error(`a window of ${windowHours} h is shorter than a tick of the trace`);
  if (ticks > length) throw new Error(`a window of ${windowHours} h is longer than the trace`);
  const batch = { id: 'batch', tenant: 'tenant', priority: 1, hours: workHours, arrivesTick: 0, deadlineTick: ticks };
  for (let start = 0; start < starts; start++) {
    const from = Math.floor((start * (length - ticks)) / Math.max(1, starts - 1));
    const supply = Object.fromEntries(counts.map(([pool, own]) => [pool, own.slice(from, from + ticks)]));
    yield { supply, ticks, batches: [batch] };
  }
}

function* arrivalStretches(
  counts: Counts,
  { seeds, load, kinds }: ArrivalLoad,
  trace: SpotTrace,
): Generator<Omit<Stretch, 'prices'>> {
  const ticks = ticksOf(counts);
  const tickHours = trace.tickSeconds / 3600;
  const rates = { ...(load === undefined ? {} : { load }), ...(kinds === undefined ? {} : { kinds }) };
  for (const seed of seeds) yield wholeStretch(counts, arrivals({ ...rates, seed, ticks, tickHours }));
}

function wholeStretch(counts: Counts, batches: readonly SimulatedBatch[]): Omit<Stretch, 'prices'> {
  const ticks = ticksOf(counts);
  const within = batches.filter(({ deadlineTick }) => deadlineTick <= ticks);
  if (within.length === 0 && batches.length > 0) throw new Error('the trace ends before the window of any batch does');
  return { supply: Object.fromEntries(counts), ticks, batches: within };
}

function ticksOf(counts: Counts): number {
  return counts[0]?.[1].length ?? 0;
}

function resultOf(policy: FleetPolicy, stretches: readonly Stretch[], options: SimulationOptions): PolicyResult {
  const { priceRatio = usualPriceRatio } = options;
  const moments: FleetMoment[] = [];
  const ends: BatchEnd[] = [];
  const sums = { cost: 0, late: 0, refused: 0, billed: 0, worked: 0 };
  for (const [index, stretch] of stretches.entries()) {
    const watch = (moment: FleetMoment): void => void (index === 0 && moments.push(moment));
    const run = simulateFleet({ ...scenarioOn(stretch, policy, options), watch });
    const workHours = run.ends.reduce((sum, { batch }) => sum + batch.hours, 0);
    sums.cost += workHours === 0 ? 0 : relativeCost(run.cost, { workHours, priceRatio });
    sums.late += run.late;
    sums.refused += run.refused;
    sums.billed += run.billedHours;
    sums.worked += run.workedHours;
    ends.push(...run.ends);
  }
  const { late, refused } = sums;
  return {
    policy: policy.name,
    runs: stretches.length,
    cost: sums.cost / stretches.length,
    batches: ends.length,
    late,
    refused,
    utilization: sums.billed === 0 ? 0 : sums.worked / sums.billed,
    fairness: fairnessOf(ends, options.trace.tickSeconds / 3600),
    moments,
  };
}

function scenarioOn(
  { supply, prices, ticks, batches }: Stretch,
  policy: FleetPolicy,
  options: SimulationOptions,
): FleetScenario {
  const { trace, dedicated = 16, coldStartMinutes = 10, lossMinutes = 2, priceRatio = usualPriceRatio } = options;
  const coldStartHours = coldStartMinutes / 60;
  const spot = Object.entries(supply).map(
    ([name, counts]): SimulatedPool => ({
      name,
      preemptible: true,
      pricePerHour: prices[name] ?? 1,
      maxReplicas: trace.requested,
      coldStartHours,
      supply: counts,
    }),
  );
  const lasting = {
    name: 'dedicated',
    preemptible: false,
    pricePerHour: priceRatio,
    maxReplicas: dedicated,
    coldStartHours,
  };
  return {
    policy,
    pools: [...spot, lasting],
    batches,
    ticks,
    tickHours: trace.tickSeconds / 3600,
    lossHours: lossMinutes / 60,
    // A single batch is the caller's own choice; of many, those are taken on that could be finished.
    ...(options.load.kind === 'batch' ? {} : { admit: (state) => canFinish(state) }),
  };
}

function optimumOf(stretches: readonly Stretch[], options: SimulationOptions): number | undefined {
  const { load, trace, dedicated = 16, coldStartMinutes = 10, priceRatio = usualPriceRatio } = options;
  if (load.kind !== 'batch' || options.pooled) return undefined;
  const { workHours, windowHours } = load;
  const sum = stretches.reduce((total, { supply, prices }) => {
    const price = prices.spot ?? 1;
    const cost = optimalCost({
      supply: supply.spot ?? [],
      tickHours: trace.tickSeconds / 3600,
      workHours,
      windowHours,
      spot: trace.requested,
      dedicated,
      coldStartHours: coldStartMinutes / 60,
      priceRatio: priceRatio / price,
    });
    return total + relativeCost(price * cost, { workHours, priceRatio });
  }, 0);
  return sum / stretches.length;
}
