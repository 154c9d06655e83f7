import type { FleetPolicy } from './fleet-policy.ts';
import { viewOf } from './fleet-view.ts';
import { planReplicas } from './plan-replicas.ts';
import { startable } from './start-spot.ts';

/** All spot that can be had, whatever the deadlines. What spot alone costs, and how often it is late. */
export function spotOnly(): FleetPolicy {
  return {
    name: 'spot-only',
    ignoresWork: true,
    decide(state, memory) {
      const view = viewOf(state);
      return planReplicas(view, { spot: startable(view, view.spot.max), dedicated: 0, reasons: [], memory });
    },
  };
}

/** All dedicated replicas from the first moment, and no spot. What everything else is measured against. */
export function dedicatedOnly(): FleetPolicy {
  return {
    name: 'dedicated-only',
    ignoresWork: true,
    decide(state, memory) {
      const view = viewOf(state);
      return planReplicas(view, { spot: 0, dedicated: view.dedicated.max, reasons: [], memory });
    },
  };
}
