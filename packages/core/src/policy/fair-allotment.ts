import type { Lane } from '../store/index.ts';
import type { AllotmentPolicy, AllotmentSnapshot, Demand } from './allot.ts';
import { type ClaimSizeOptions, claimSize } from './claim-size.ts';
import { completeFairAllotment, type FairAllotmentSettings } from './fair-allotment-settings.ts';
import { fairTurn } from './fair-turn.ts';
import { urgentLanes } from './urgent-lanes.ts';

/** How `fairAllotment` shares a pool. */
export interface FairAllotmentOptions extends ClaimSizeOptions {
  /** Weights of tenants against each other; 1 for those that are not named. */
  readonly weights?: Readonly<Record<string, number>>;
  /**
   * `tenant`: priorities order the work within each tenant, and tenants share by weight. `global`: the highest priority
   * of all tenants comes first, and only tenants that have work of it share by weight; the rest may starve. The same
   * where there is one tenant. `tenant` by default.
   */
  readonly priorityScope?: 'tenant' | 'global';
  /** Share of the claims for lanes with no laxity left while others wait, above 0 and below 1; 0.8 by default. */
  readonly urgentShare?: number;
  /** A lane has no laxity left this long before it must run without pause; 60,000 by default. */
  readonly marginMs?: number;
}

/**
 * Shares a pool in two levels. Lanes with no laxity left run earliest deadline first, in `urgentShare` of the claims.
 * The rest is shared by tenants in proportion to their weights, by the estimated tokens that they were charged; within a
 * tenant the highest priority comes first, then the earliest deadline, then the oldest batch.
 *
 * What is promised, per pool and model:
 * - While urgent lanes wait, the others get one claim in five, on average, none larger than the urgent lane's would be.
 * - Tenants that always have something to claim, and nothing urgent, stay within one claim of each other in service /
 *   weight on one worker. Several workers, which look at charges up to a quarter of a second old, may put them further
 *   apart; beyond four of the largest claims the difference is forgotten, and the shares hold on average.
 * - A tenant that comes back after any time takes part from its next claim with its share of the chances. It can make up
 *   for no more than four of the largest claims of the time in which it had no work, and is not kept waiting for longer
 *   than that for what it got before. The same goes for what tenants got, or missed, by urgent lanes.
 * - Nobody starves: without urgent lanes, the work of a tenant is done within twice the time that its share of the pool
 *   takes for it, beside any tenants, and the time for four of the largest claims of each of them.
 * - A tenant at its cap is passed over, and its claims are no larger than what is left below the cap; it makes up for the
 *   time as one that had no work.
 * - A claim that is under way is not interrupted: a claim holds at most `maxSeconds` of work.
 */
export function fairAllotment(options: FairAllotmentOptions = {}): AllotmentPolicy {
  const settings = completeFairAllotment(options);
  return (snapshot) => {
    const mayRun = ({ tenant }: Lane): boolean => snapshot.allowances?.get(tenant) !== 0;
    const isReady = (lane: Lane): boolean =>
      lane.dueInMs <= 0 && lane.open > 0 && lane.deadlineAt > snapshot.asOf && mayRun(lane);
    if (snapshot.worker.room <= 0 || !snapshot.lanes.some(isReady)) return undefined;
    const alive = snapshot.lanes.filter((lane) => lane.deadlineAt > snapshot.asOf);
    const urgent = urgentLanes({ ...snapshot, lanes: alive }, settings).filter(isReady);
    const rest = alive.filter((lane) => isReady(lane) && !urgent.includes(lane));
    return between(urgent, rest, snapshot, settings);
  };
}

function between(
  urgent: readonly Lane[],
  rest: readonly Lane[],
  snapshot: AllotmentSnapshot,
  settings: FairAllotmentSettings,
): Demand {
  const { urgentShare } = settings;
  const { chance } = snapshot;
  const [first] = urgent;
  if (!first) return shareOut(rest, snapshot, settings);
  const demand = demandOf(first, sizeOf(first, snapshot, settings));
  if (rest.length === 0 || chance < urgentShare) return demand;
  const left = (chance - urgentShare) / (1 - urgentShare);
  return shareOut(rest, { ...snapshot, chance: left }, settings, demand.requests * demand.chargePerRequest);
}

/** The next claim of lanes that have laxity left; it costs no more than `maxCost`. */
function shareOut(
  lanes: readonly Lane[],
  snapshot: AllotmentSnapshot,
  settings: FairAllotmentSettings,
  maxCost: number = Number.POSITIVE_INFINITY,
): Demand {
  const { charges, worker, chance } = snapshot;
  const service = new Map(charges.map((charge) => [charge.tenant, charge.service]));
  const contenders = firstOfTenants(inScope(lanes, settings)).map((lane) => {
    const demand = capped(demandOf(lane, sizeOf(lane, snapshot, settings)), maxCost);
    return {
      demand,
      service: service.get(lane.tenant) ?? 0,
      weight: settings.weights.get(lane.tenant) ?? 1,
      cost: Math.min(demand.requests, lane.open) * demand.chargePerRequest,
    };
  });
  const { contender, arrears } = fairTurn(contenders, { peers: Math.max(1, worker.peers), chance });
  const { demand, cost } = contender;
  return { ...demand, chargePerRequest: demand.chargePerRequest * (1 + arrears / cost) };
}

function sizeOf(lane: Lane, { worker, allowances }: AllotmentSnapshot, settings: FairAllotmentSettings): number {
  const allowance = allowances?.get(lane.tenant) ?? Number.POSITIVE_INFINITY;
  return Math.min(claimSize(lane, worker, settings), allowance);
}

function inScope(lanes: readonly Lane[], { priorityScope }: FairAllotmentSettings): readonly Lane[] {
  if (priorityScope === 'tenant') return lanes;
  const highest = Math.max(...lanes.map((lane) => lane.priority));
  return lanes.filter((lane) => lane.priority === highest);
}

function firstOfTenants(lanes: readonly Lane[]): readonly Lane[] {
  const ofTenants = new Map<string, Lane>();
  for (const lane of [...lanes].sort(byRank)) if (!ofTenants.has(lane.tenant)) ofTenants.set(lane.tenant, lane);
  return [...ofTenants.values()];
}

function byRank(left: Lane, right: Lane): number {
  return right.priority - left.priority || left.deadlineAt - right.deadlineAt || left.createdAt - right.createdAt;
}

/** Service is counted in estimated tokens, so a tenant with long requests is not favoured. */
function demandOf({ batchId, model, tokens, open }: Lane, requests: number): Demand {
  return { batchId, model, requests, chargePerRequest: Math.max(1, Math.round(tokens / open)) };
}

function capped(demand: Demand, maxCost: number): Demand {
  const most = Math.max(1, Math.floor(maxCost / demand.chargePerRequest));
  return { ...demand, requests: Math.min(demand.requests, most) };
}
