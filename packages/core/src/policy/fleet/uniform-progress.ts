import type { DueWork, FleetPolicy, FleetState } from './fleet-policy.ts';
import { EPSILON, type FleetView, type MarginOptions, viewOf } from './fleet-view.ts';
import { countOf, freshFor, fullHours, type Starts } from './fresh-replicas.ts';
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
    options: margins,
    needsTotals: true,
    decide(state, memory) {
      const view = viewOf(state, margins);
      const running = view.dedicated.replicas.length;
      const spot = startable(view, view.spot.max);
      const must = mustStart(view);
      if (must) {
        const reasons = countOf(must.starts) > 0 ? [startReason('must', must, view.dedicated)] : [];
        return planReplicas(view, { spot, dedicated: running, starts: must.starts, reasons, memory });
      }
      const starts = startsBehind(state, view, spot);
      if (countOf(starts) > 0) {
        const text = `Escalated: behind an even pace with ${spot} spot; ${countOf(starts)} dedicated start.`;
        return planReplicas(view, { spot, dedicated: running, starts, reasons: [{ rule: 'behind', text }], memory });
      }
      const dedicated = state.due.some((row) => isBehind(row, state.asOf)) || !isSafe(view) ? running : 0;
      return planReplicas(view, { spot, dedicated, reasons: [], memory });
    },
  };
}

/** What the running replicas and `count` of spot lack of the rate that is needed, when anything is behind; else nothing. */
function startsBehind({ due, asOf }: FleetState, { tick, spot, dedicated, ...view }: FleetView, count: number): Starts {
  if (!due.some((row) => isBehind(row, asOf))) return {};
  const rates = view.due.map(({ left, work }) => work / Math.max(tick, left - dedicated.cold));
  const running = dedicated.replicas.reduce((sum, { speed }) => sum + speed, 0);
  const ofSpot = spot.max === 0 ? 0 : (count * spot.rate) / spot.max;
  // An hour's work beyond the cold start tells replicas by their rates.
  const hour = 1 + dedicated.cold;
  const lacking = Math.min(dedicated.rate, Math.max(0, ...rates)) - ofSpot - running;
  return lacking > EPSILON ? freshFor(dedicated, lacking, hour) : {};
}

function isBehind({ deadlineAt, createdAt, totalHours, leftHours }: DueWork, asOf: number): boolean {
  return leftHours > (totalHours * (deadlineAt - asOf)) / (deadlineAt - createdAt) + EPSILON;
}

/** Whether the must rule would leave two more cold starts of work if every dedicated replica stopped now. */
function isSafe({ due, dedicated, tick }: FleetView): boolean {
  return due.every(({ left, safe }) => safe <= fullHours(dedicated, left - tick) - 2 * dedicated.cold * dedicated.rate);
}
