import type { FleetPolicy } from './fleet-policy.ts';
import { capacity, EPSILON, type FleetView, type MarginOptions, viewOf } from './fleet-view.ts';
import { type DedicatedStart, replicasFor } from './must-start.ts';
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
      const reasons = start && start.replicas > 0 ? [startReason('late', start, running)] : [];
      const dedicated = running + (start?.replicas ?? 0);
      return planReplicas(view, { ...wants, dedicated, reasons });
    },
  };
}

/** Hours until the first deadline's trigger, negative after it. */
function leastSlack({ due, dedicated, tick }: FleetView): number {
  const slacks = due.map(({ left, safe }) => left - safe / dedicated.max - 2 * dedicated.cold - tick);
  return Math.min(Number.POSITIVE_INFINITY, ...slacks);
}

function fewestThatFinish({ due, dedicated, tick }: FleetView): DedicatedStart | undefined {
  const room = dedicated.max - dedicated.replicas.length;
  let most: DedicatedStart | undefined;
  for (const { left, safe } of due) {
    const short = safe - capacity(dedicated.replicas, left - tick);
    if (short <= EPSILON) continue;
    const working = left - dedicated.cold;
    const replicas = working > tick ? replicasFor(short, working - tick, room) : room;
    if (most === undefined || replicas > most.replicas) most = { replicas, left, short };
  }
  return most;
}
