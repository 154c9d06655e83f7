import { ownValue } from '../own-value.ts';
import { canFinish, type FleetPlan, type FleetPolicy, type FleetState } from '../policy/fleet/index.ts';
import type { Pool } from '../policy/index.ts';
import type { FleetDecision, Lane, Permission, PoolObservation, WorkerRecord } from '../store/index.ts';
import { coldStartOf } from './cold-start.ts';
import { type FleetSight, fleetStateOf, rateOfReplica } from './fleet-state.ts';
import { hopefulState } from './hopeful-state.ts';
import { isScaled } from './is-scaled.ts';
import { totalsOf } from './lane-totals.ts';
import { isRefused, type ObservedPool, observePool } from './observe-pool.ts';
import { planUnmeasured } from './plan-unmeasured.ts';
import { recallFromSpot } from './recall-from-spot.ts';
import { tellBatches } from './tell-batches.ts';
import { freshPool, type PoolMemory, readTickMemory } from './tick-memory.ts';
import { type ModelDemands, sharesOf } from './worker-shares.ts';

/** All that is known of one model at one moment. */
export interface FleetSnapshot {
  /** The store's time, in milliseconds since the epoch. */
  readonly asOf: number;
  readonly model: string;
  readonly pools: readonly Pool[];
  /** By pool: the lanes of the model with their permission for it, withheld ones included. */
  readonly lanes: ReadonlyMap<string, readonly Lane[]>;
  /** The live workers of every pool. */
  readonly workers: readonly WorkerRecord[];
  /** What the deadlines of each model ask for, by which workers that serve several are shared; each model alone by default. */
  readonly demands?: ModelDemands;
  /** What the last decision left. */
  readonly memory: unknown;
}

/** What is wanted, however it was found. */
export interface FleetWants {
  /** By pool. */
  readonly replicas: Readonly<Record<string, number>>;
  /** Whether the lane shall be open to pools that are not preemptible. */
  readonly opens: (lane: Lane) => boolean;
  /** Sentences for people. */
  readonly why: readonly string[];
}

/** Between two decisions. */
const EVERY_MS = 5_000;
/** Hours by guess: for policies that look at deadlines only. */
const ANY_RATE = { requestsPerSecond: 1, tokensPerSecond: null };

/** Decides about one model: pure, from the policy and a snapshot. */
export function decideFleet(policy: FleetPolicy, snapshot: FleetSnapshot): FleetDecision {
  const { asOf, pools, lanes } = snapshot;
  const before = readTickMemory(snapshot.memory);
  const observed = pools.map((pool) => observePool(pool, ownValue(before.pools, pool.name) ?? freshPool, snapshot));
  const rate = rateOfReplica(observed) ?? (policy.ignoresWork ? ANY_RATE : undefined);
  // Before anything is measured, spot that something starts is waited for as long as it may take to come.
  const comes = rate !== undefined || !observed.some((one) => one.pool.preemptible && isRefused(one, asOf));
  const allOpen = !policy.ignoresWork && isLeftAlone(observed, comes);
  const seen = eachOnce(snapshot);
  const totals = policy.needsTotals ? totalsOf(before.totals ?? {}, seen) : undefined;
  const shares = sharesOf(observed, snapshot);
  const sight = { asOf, tickMs: EVERY_MS, observed, lanes: seen, allOpen, shares, ...(totals && { totals }) };
  const state = rate && hopefulState(fleetStateOf(sight, rate), observed);
  const plan = state && policy.decide(state, before.policy);
  const wants = state && plan ? wantsOf(policy, { sight, state, plan }) : planUnmeasured(sight);
  const asked = new Map(observed.map((one) => [one.pool.name, askedOf(one, { sight, wants })]));
  const permissions = new Map(pools.map((pool) => [pool.name, changesOf(pool, lanes.get(pool.name) ?? [], wants)]));
  return {
    pools: observed.map((one) => ({
      pool: one.pool.name,
      permissions: permissions.get(one.pool.name) ?? [],
      desiredReplicas: asked.get(one.pool.name) ?? 0,
      observed: observationOf(one, sight.lanes),
    })),
    recalls: recallFromSpot(observed, lanes),
    nextInMs: EVERY_MS,
    events: tellBatches({ ...snapshot, observed, asked, permissions, why: wants.why }),
    memory: {
      version: 1,
      policy: plan?.memory ?? before.policy,
      ...(totals && { totals }),
      pools: {
        ...before.pools,
        ...Object.fromEntries(observed.map((one) => [one.pool.name, rememberAsked(one, asked, asOf)])),
      },
    },
  };
}

function observationOf(one: ObservedPool, lanes: readonly Lane[]): PoolObservation {
  const sum = (count: (lane: Lane) => number): number => lanes.reduce((total, lane) => total + count(lane), 0);
  return {
    live: one.live.length,
    throughput: one.memory.rate,
    coldStartMs: coldStartOf(one),
    openRequests: sum(({ open }) => open),
    openTokens: sum(({ tokens }) => tokens),
  };
}

/** Whether nobody else does the work: no spot worker serves the model, and nothing would start one in time. */
export function isLeftAlone(observed: readonly ObservedPool[], comes: boolean): boolean {
  return observed.every(({ pool, live }) => !pool.preemptible || (live.length === 0 && !(comes && isScaled(pool))));
}

/** The lanes as a pool sees them that is not preemptible, where there is one. */
function eachOnce({ pools, lanes }: FleetSnapshot): Lane[] {
  const names = [true, false].flatMap((spot) =>
    pools.filter((pool) => pool.preemptible === spot).map(({ name }) => name),
  );
  const all = names.flatMap((name) => lanes.get(name) ?? []);
  return [...new Map(all.map((lane) => [lane.batchId, lane])).values()];
}

interface Decided {
  readonly sight: FleetSight;
  readonly state: FleetState;
  readonly plan: FleetPlan;
}

function wantsOf(policy: FleetPolicy, { sight, state, plan }: Decided): FleetWants {
  const why = plan.reasons.map(({ text }) => text);
  const { replicas, dedicatedUntilAt: untilAt } = plan;
  if (sight.allOpen) return { replicas, opens: () => true, why: ['No other worker serves the model.', ...why] };
  // Too late to start anything: what lives helps.
  const helpers = sight.observed.some(({ pool, live }) => !pool.preemptible && live.length > 0);
  const late = helpers && !policy.ignoresWork && untilAt === undefined && !canFinish(state);
  if (late)
    return { replicas, opens: () => true, why: ['More work is left than the time left is enough for.', ...why] };
  return { replicas, opens: (lane) => untilAt !== undefined && lane.deadlineAt <= untilAt, why };
}

/** Replicas to ask for. What was refused goes on being asked for while others do its work, or nobody would notice that it came back. */
function askedOf(
  one: ObservedPool,
  { sight, wants }: { readonly sight: FleetSight; readonly wants: FleetWants },
): number {
  const { pool, live, memory } = one;
  const wanted = Math.max(pool.minReplicas ?? 0, wants.replicas[pool.name] ?? 0);
  const needed = pool.preemptible
    ? sight.lanes.length > 0
    : sight.observed.some(
        (other) => other !== one && !other.pool.preemptible && (wants.replicas[other.pool.name] ?? 0) > 0,
      );
  const goesOn = needed && wanted >= live.length && isRefused(one, sight.asOf);
  return goesOn ? Math.max(wanted, memory.asked) : wanted;
}

function rememberAsked(
  { pool, live, memory }: ObservedPool,
  asked: ReadonlyMap<string, number>,
  asOf: number,
): PoolMemory {
  const count = asked.get(pool.name) ?? 0;
  return { ...memory, asked: count, shortSinceAt: live.length >= count ? null : (memory.shortSinceAt ?? asOf) };
}

/** The lanes whose permission changes. Pools that take everything by configuration, and preemptible ones, keep theirs. */
function changesOf(
  pool: Pool,
  lanes: readonly Lane[],
  { opens }: FleetWants,
): FleetDecision['pools'][number]['permissions'] {
  if (pool.preemptible || pool.permission === 'all') return [];
  return lanes.flatMap((lane) => {
    const permission: Permission = opens(lane) ? 'all' : pool.permission;
    return permission === lane.permission ? [] : [{ batchId: lane.batchId, permission }];
  });
}
