import type { DueWork, FleetPolicy } from './fleet-policy.ts';
import { viewOf } from './fleet-view.ts';
import { planReplicas } from './plan-replicas.ts';
import { startable } from './start-spot.ts';

/** How `backlogRatio` turns requests into replicas. */
export interface BacklogRatioOptions {
  /** Open requests for each spot replica; 5 by default. */
  readonly requestsPerSpot?: number;
  /** Open requests for each dedicated replica; 10 by default. */
  readonly requestsPerDedicated?: number;
}

/**
 * Replicas in proportion to the requests that are open (`open / 5` spot, `open / 10` dedicated), within the limits of the
 * pools. The rule of plain autoscalers, which know neither deadlines nor how long a request takes: in time only when the
 * ratios were chosen for the load, and dedicated replicas run whenever there is work.
 */
export function backlogRatio({
  requestsPerSpot = 5,
  requestsPerDedicated = 10,
}: BacklogRatioOptions = {}): FleetPolicy {
  return {
    name: 'backlog-ratio',
    options: { requestsPerSpot, requestsPerDedicated },
    ignoresWork: true,
    decide(state, memory) {
      const view = viewOf(state);
      const open = state.due.reduce((sum, row) => sum + requestsOf(row), 0);
      const dedicated = Math.min(view.dedicated.max, Math.ceil(open / requestsPerDedicated));
      const running = view.dedicated.replicas.length;
      const text = `${Math.ceil(open)} requests are open, and every ${requestsPerDedicated} want one dedicated replica.`;
      return planReplicas(view, {
        spot: startable(view, Math.ceil(open / requestsPerSpot)),
        dedicated,
        reasons: dedicated > running ? [{ rule: 'ratio', text }] : [],
        memory,
      });
    },
  };
}

/** In simulations, which know hours only, a minute of a replica stands for a request. */
function requestsOf({ openRequests, leftHours }: DueWork): number {
  return openRequests ?? leftHours * 60;
}
