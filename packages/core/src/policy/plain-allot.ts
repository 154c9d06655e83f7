import type { Charge, Lane } from '../store/index.ts';
import type { AllotmentPolicy, Demand, WorkerSnapshot } from './allot.ts';

/** How much `plainAllotment` puts into one claim. */
export interface PlainAllotmentOptions {
  /** Requests of one claim at the least, while the lane has as many; 16 by default. */
  readonly minRequests?: number;
  /** Requests of one claim at the most; 512 by default. */
  readonly maxRequests?: number;
  /** A claim holds at most what the worker finishes in this time; 30 by default. */
  readonly maxSeconds?: number;
}

/**
 * The tenant that was served least comes first, and within it the highest priority, then the earliest deadline, then
 * the oldest batch. A claim takes its share of what is left of the lane, so that the tail ends on all workers together.
 */
export function plainAllotment({
  minRequests = 16,
  maxRequests = 512,
  maxSeconds = 30,
}: PlainAllotmentOptions = {}): AllotmentPolicy {
  return ({ lanes, charges, worker, chance, asOf }) => {
    const ready = lanes.filter((lane) => lane.dueInMs <= 0 && lane.open > 0 && lane.deadlineAt > asOf);
    if (ready.length === 0 || worker.room <= 0) return undefined;
    const tenant = leastServed(ready, charges, chance);
    const lane = ready.filter((candidate) => candidate.tenant === tenant).sort(byUrgency)[0] as Lane;
    const share = Math.ceil(lane.open / (2 * Math.max(1, worker.peers)));
    const requests = Math.min(clamp(share, minRequests, maxRequests), pace(worker, maxSeconds, minRequests));
    return demandOf(lane, requests);
  };
}

/** Service is counted in estimated tokens, so a tenant with long requests is not favoured. */
function demandOf(lane: Lane, requests: number): Demand {
  const chargePerRequest = Math.max(1, Math.round(lane.tokens / lane.open));
  return { batchId: lane.batchId, model: lane.model, requests, chargePerRequest };
}

function leastServed(lanes: readonly Lane[], charges: readonly Charge[], chance: number): string {
  const tenants = [...new Set(lanes.map((lane) => lane.tenant))];
  const service = new Map(charges.map((charge) => [charge.tenant, charge.service]));
  const least = Math.min(...tenants.map((tenant) => service.get(tenant) ?? 0));
  const tied = tenants.filter((tenant) => (service.get(tenant) ?? 0) === least);
  return tied[Math.floor(chance * tied.length)] as string;
}

function byUrgency(left: Lane, right: Lane): number {
  return right.priority - left.priority || left.deadlineAt - right.deadlineAt || left.createdAt - right.createdAt;
}

function pace({ requestsPerSecond }: WorkerSnapshot, maxSeconds: number, minRequests: number): number {
  if (requestsPerSecond === null) return Number.POSITIVE_INFINITY;
  return Math.max(minRequests, Math.ceil(requestsPerSecond * maxSeconds));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
