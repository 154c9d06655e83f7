import type { FleetPolicy } from './fleet-policy.ts';
import { EPSILON, viewOf } from './fleet-view.ts';
import { planReplicas } from './plan-replicas.ts';
import { startable } from './start-spot.ts';

/** When `lastHour` escalates. */
export interface LastHourOptions {
  /** Time before the first deadline; one hour by default. */
  readonly beforeMs?: number;
}

/**
 * The fixed threshold: all spot until one hour before a deadline, then all dedicated replicas and no spot. The simplest
 * rule, and late in a third of the runs, since it knows nothing of the work that is left.
 */
export function lastHour({ beforeMs = 3_600_000 }: LastHourOptions = {}): FleetPolicy {
  return {
    name: 'fixed-threshold',
    options: { beforeMs },
    ignoresWork: true,
    decide(state, before) {
      const view = viewOf(state);
      const escalated = view.due.some(({ left }) => left * 3_600_000 <= beforeMs + EPSILON);
      const opened = escalated && !before.escalated;
      const minutes = Math.round(beforeMs / 60_000);
      return planReplicas(view, {
        spot: escalated ? 0 : startable(view, view.spot.max),
        dedicated: escalated ? view.dedicated.max : 0,
        reasons: opened ? [{ rule: 'threshold', text: `Escalated: ${minutes} min are left.` }] : [],
        memory: { ...before, escalated },
      });
    },
  };
}
