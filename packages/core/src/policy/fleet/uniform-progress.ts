import type { DueWork, FleetPolicy, FleetState } from './fleet-policy.ts';
import { EPSILON, type FleetView, type MarginOptions, viewOf } from './fleet-view.ts';
import { mustStart } from './must-start.ts';
import { planReplicas } from './plan-replicas.ts';
import { startReason } from './reasons.ts';
import { startable } from './start-spot.ts';

/**
 * Work shall be done as evenly as time passes: behind that line, dedicated replicas make up what spot lacks of the rate
 * that is now needed; on it again and safe, they stop. From "Can't Be Late" (NSDI 2024), where one machine switches
 * between spot and on demand; here for a fleet, with the must rule as its safety net.
 */
export function uniformProgress(margins: MarginOptions = {}): FleetPolicy {
  return {
    name: 'uniform-progress',
    decide(state, memory) {
      const view = viewOf(state, margins);
      const running = view.dedicated.replicas.length;
      const spot = startable(view, view.spot.max);
      const must = mustStart(view);
      if (must) {
        const reasons = must.replicas > 0 ? [startReason('must', must, running)] : [];
        return planReplicas(view, { spot, dedicated: running + must.replicas, reasons, memory });
      }
      const lacking = replicasBehind(state, view) - spot;
      if (lacking > running) {
        const text = `Escalated: behind an even pace with ${spot} spot; ${lacking - running} dedicated start.`;
        return planReplicas(view, { spot, dedicated: lacking, reasons: [{ rule: 'behind', text }], memory });
      }
      const dedicated = state.due.some((row) => isBehind(row, state.asOf)) || !isSafe(view) ? running : 0;
      return planReplicas(view, { spot, dedicated, reasons: [], memory });
    },
  };
}

/** Replicas that finish everything in time, when anything is behind; else none. */
function replicasBehind({ due, asOf }: FleetState, view: FleetView): number {
  if (!due.some((row) => isBehind(row, asOf))) return 0;
  const rates = view.due.map(({ left, work }) => work / Math.max(view.tick, left - view.dedicated.cold));
  return Math.min(view.dedicated.max, Math.ceil(Math.max(0, ...rates) - EPSILON));
}

function isBehind({ deadlineAt, createdAt, totalHours, leftHours }: DueWork, asOf: number): boolean {
  return leftHours > (totalHours * (deadlineAt - asOf)) / (deadlineAt - createdAt) + EPSILON;
}

/** Whether the must rule would leave two more cold starts of work if every dedicated replica stopped now. */
function isSafe({ due, dedicated, tick }: FleetView): boolean {
  return due.every(
    ({ left, safe }) => safe <= dedicated.max * (left - tick - dedicated.cold) - 2 * dedicated.cold * dedicated.max,
  );
}
