import type { FleetState } from './fleet-policy.ts';
import { capacity, EPSILON, type MarginOptions, viewOf } from './fleet-view.ts';
import { freshHours } from './fresh-replicas.ts';

/**
 * Whether the fleet would meet every deadline without any more spot, if all dedicated replicas that may still start did
 * so now (`due(d) <= have(d) + (M − w)(d − c)`). A fleet under the must rule that only takes on work with which this
 * holds is never late.
 */
export function canFinish(state: FleetState, margins: MarginOptions = {}): boolean {
  const { due, dedicated } = viewOf(state, margins);
  return due.every(
    ({ left, safe }) => safe <= capacity(dedicated.replicas, left) + freshHours(dedicated, left) + EPSILON,
  );
}
