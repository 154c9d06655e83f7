import type { FleetPolicy } from './fleet-policy.ts';
import { capacity, EPSILON, type FleetView, type MarginOptions, viewOf } from './fleet-view.ts';
import { allFresh, countOf, freshFor, freshHours } from './fresh-replicas.ts';
import { type DedicatedStart, joinStarts } from './must-start.ts';
import { planReplicas } from './plan-replicas.ts';
import { startReason, stopReason } from './reasons.ts';
import { startable } from './start-spot.ts';

/**
 * All spot at once; dedicated as late as it can be (`R <= W / M + 2c + tick`), then the fewest that finish without
 * spot, with a tick to spare, all kept until every deadline has another `2c` beyond that trigger.
 */
export function lateBurst(margins: MarginOptions = {}): FleetPolicy {
  return {
    name: 'late-burst',
    options: margins,
    decide(state, before) {
      const view = viewOf(state, margins);
      const running = view.dedicated.replicas.length;
      const slack = leastSlack(view);
      const escalated = slack <= EPSILON || (before.escalated && slack <= 2 * view.dedicated.cold + EPSILON);
      const memory = { ...before, escalated };
      const wants = { spot: startable(view, view.spot.max), memory };
      if (!escalated) {
        const reasons = running > 0 ? [stopReason('close', running, 'there is time for spot again')] : [];
        return planReplicas(view, { ...wants, dedicated: 0, reasons });
      }
      const start = fewestThatFinish(view);
      const starts = start?.starts ?? {};
      const reasons = start && countOf(starts) > 0 ? [startReason('late', start, view.dedicated)] : [];
      return planReplicas(view, { ...wants, dedicated: running, starts, reasons });
    },
  };
}

/** Hours until the first deadline's trigger, negative after it. */
function leastSlack({ due, dedicated, tick }: FleetView): number {
  const slacks = due.map(({ left, safe }) => left - safe / dedicated.rate - 2 * dedicated.cold - tick);
  return Math.min(Number.POSITIVE_INFINITY, ...slacks);
}

function fewestThatFinish({ due, dedicated, tick }: FleetView): DedicatedStart | undefined {
  const room = allFresh(dedicated);
  let start: DedicatedStart | undefined;
  for (const { left, safe } of due) {
    const short = safe - capacity(dedicated.replicas, left - tick);
    if (short <= EPSILON) continue;
    const starts = freshHours(dedicated, left - tick) > 0 ? freshFor(dedicated, short, left - tick) : room;
    start = joinStarts(start, { starts, left, work: safe });
  }
  return start;
}
