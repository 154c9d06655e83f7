import { capacity, EPSILON, type FleetView } from './fleet-view.ts';
import { countOf, eitherStarts, freshFor, freshHours, type Starts } from './fresh-replicas.ts';

/** Dedicated replicas to start, and for which deadline. */
export interface DedicatedStart {
  readonly starts: Starts;
  /** Time left until the deadline that asks for the most of them, in hours. */
  readonly left: number;
  /** Hours of work that they and the running ones are to do by then. */
  readonly work: number;
}

/**
 * Dedicated replicas that must start now: at the next tick all that may still start would not finish the work of some
 * deadline, should spot give nothing from now on (`due(d) > have(d) + (M − w)(d − t − c)`). Undefined while every
 * deadline can wait; then no work is late, whatever spot does.
 */
export function mustStart({ due, dedicated, tick }: FleetView): DedicatedStart | undefined {
  let start: DedicatedStart | undefined;
  for (const { left, safe } of due) {
    const short = safe - capacity(dedicated.replicas, left);
    if (short <= EPSILON || short <= freshHours(dedicated, left - tick) + EPSILON) continue;
    start = joinStarts(start, { starts: freshFor(dedicated, short, left), left, work: safe });
  }
  return start;
}

/** What both deadlines ask for, in the name of the one that asks for more. */
export function joinStarts(one: DedicatedStart | undefined, other: DedicatedStart): DedicatedStart {
  if (one === undefined) return other;
  const leading = countOf(other.starts) > countOf(one.starts) ? other : one;
  return { ...leading, starts: eitherStarts(one.starts, other.starts) };
}
