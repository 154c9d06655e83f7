import { productionMargins } from '@spillway/core/fleet';
import type { Moment } from './fleet-watch.ts';
import type { SeenReplica } from './replica-watch.ts';

const { marginMs, workMargin } = productionMargins;

/** Between two decisions. */
const TICK_MS = 5_000;

/** The question that decides when to escalate, at one decision. */
export interface Need {
  /** Milliseconds of one replica. */
  readonly workMs: number;
  readonly leftMs: number;
  /** What all dedicated replicas would do if they were asked for one tick later, after their cold start. */
  readonly canMs: number;
  /** The same, asked for now and with no margin of time. */
  readonly couldMs: number;
}

export interface NeedOptions {
  readonly deadlineAt: number;
  /** Dedicated replicas at the most. */
  readonly dedicated: number;
}

/**
 * The need at a decision, worked out anew from what was observed; undefined while no rate is known. `workMs` has the margin
 * of work.
 */
export function needAt(moment: Moment, { deadlineAt, dedicated }: NeedOptions): Need | undefined {
  const rate = moment.pools.dedicated?.rate ?? moment.pools.spot?.rate ?? null;
  if (rate === null) return undefined;
  const leftMs = deadlineAt - moment.decidedAt;
  const coldMs = moment.pools.dedicated?.coldStartMs ?? 0;
  const safeMs = leftMs - Math.min(marginMs, leftMs / 10);
  return {
    workMs: (moment.openRequests / rate) * 1_000 * (1 + workMargin),
    leftMs,
    canMs: dedicated * Math.max(0, safeMs - TICK_MS - coldMs),
    couldMs: dedicated * Math.max(0, leftMs - coldMs),
  };
}

/** The first decision that asked for dedicated replicas, and the last before it. */
export function escalation(
  moments: readonly Moment[],
): { readonly before: Moment | undefined; readonly at: Moment } | undefined {
  const index = moments.findIndex(({ pools }) => (pools.dedicated?.desired ?? 0) > 0);
  const at = moments[index];
  return at && { before: moments[index - 1], at };
}

/** What is wrong with the moment at which it escalated, in sentences. */
export function faultsOfEscalation(moments: readonly Moment[], options: NeedOptions): readonly string[] {
  const found = escalation(moments);
  if (!found) return ['it never escalated'];
  const need = needAt(found.at, options);
  if (!need) return ['it escalated before anything was measured'];
  const faults: string[] = [];
  if (need.workMs <= need.canMs)
    faults.push('it escalated while dedicated replicas of a tick later would still have done');
  if (need.workMs / (1 + workMargin) > need.couldMs) faults.push('it escalated when it was too late to be sure');
  const before = found.before && needAt(found.before, options);
  if (before && before.workMs > before.canMs) faults.push('it could have known a tick earlier');
  return faults;
}

export interface SpotLifeOptions {
  /** Spot replicas at the most. */
  readonly spot: number;
  readonly endedAt: number;
  readonly deadlineAt: number;
}

/**
 * How long spot replicas would have lived by the deadline, together, had the work not ended before: as long as they did, and
 * all of them from the end of the work on. A window would count the time without any, before the first and behind each kill.
 */
export function spotLifeMs(replicas: readonly SeenReplica[], { spot, endedAt, deadlineAt }: SpotLifeOptions): number {
  const lived = replicas
    .filter(({ pool }) => pool === 'spot')
    .map((one) => Math.max(0, Math.min(one.endedAt ?? endedAt, endedAt, deadlineAt) - one.startedAt));
  return lived.reduce((sum, ms) => sum + ms, 0) + spot * Math.max(0, deadlineAt - endedAt);
}
