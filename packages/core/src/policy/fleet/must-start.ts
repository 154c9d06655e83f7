import { capacity, EPSILON, type FleetView } from './fleet-view.ts';

/** Dedicated replicas to start, and for which deadline. */
export interface DedicatedStart {
  readonly replicas: number;
  /** Time left until the deadline that asks for them, in hours. */
  readonly left: number;
  /** Replica-hours due by then for which nothing stands ready. */
  readonly short: number;
}

/**
 * Dedicated replicas that must start now: at the next tick all that may still start would not finish the work of some
 * deadline, should spot give nothing from now on (`due(d) > have(d) + (M − w)(d − t − c)`). Undefined while every
 * deadline can wait; then no work is late, whatever spot does.
 */
export function mustStart({ due, dedicated, tick }: FleetView): DedicatedStart | undefined {
  const room = dedicated.max - dedicated.replicas.length;
  let most: DedicatedStart | undefined;
  for (const { left, safe } of due) {
    const short = safe - capacity(dedicated.replicas, left);
    if (short <= EPSILON || short <= room * Math.max(0, left - tick - dedicated.cold) + EPSILON) continue;
    const replicas = replicasFor(short, left - dedicated.cold, room);
    if (most === undefined || replicas > most.replicas) most = { replicas, left, short };
  }
  return most;
}

/** Fresh replicas that do `hours` of work in `working` hours each, at the most `room`; none where they would only warm up. */
export function replicasFor(hours: number, working: number, room: number): number {
  return working <= EPSILON ? 0 : Math.min(room, Math.ceil(hours / working - EPSILON));
}
