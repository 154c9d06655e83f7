import type { Lane } from '../store/index.ts';
import type { AllotmentSnapshot } from './allot.ts';

/** When a lane has no laxity left. */
export interface UrgencyOptions {
  /** Time kept in hand before a deadline: what claims of others hold is out of reach for about that long. */
  readonly marginMs: number;
  /** Share of the claims that urgent lanes get, so also the share of the pool's throughput that they may count on. */
  readonly urgentShare: number;
}

/**
 * The lanes with no laxity left, earliest deadline first. A lane has none when the work that is due by its deadline,
 * its own included, takes the pool until `marginMs` before it. The pool's throughput is the worker's measured one times
 * its peers; before the first measurement only the margin counts.
 *
 * Where there is more such work than time, lanes that are lost anyway may come first: then the earliest deadline first
 * rule makes more lanes late than needed, within the urgent share.
 */
export function urgentLanes({ asOf, lanes, worker }: AllotmentSnapshot, options: UrgencyOptions): readonly Lane[] {
  const { requestsPerSecond, peers } = worker;
  const perMs = ((requestsPerSecond ?? Number.POSITIVE_INFINITY) * Math.max(1, peers) * options.urgentShare) / 1_000;
  let due = 0;
  return [...lanes].sort(byDeadline).filter((lane) => {
    due += workOf(lane);
    return lane.deadlineAt - asOf <= (due === 0 ? 0 : due / perMs) + options.marginMs;
  });
}

/** Of a lane that only returns interrupted work to this pool, most is open elsewhere. */
function workOf({ open, permission }: Lane): number {
  return permission === 'all' ? open : 0;
}

function byDeadline(left: Lane, right: Lane): number {
  return left.deadlineAt - right.deadlineAt || right.priority - left.priority || left.createdAt - right.createdAt;
}
