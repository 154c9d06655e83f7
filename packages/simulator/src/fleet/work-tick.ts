import type { OpenBatches } from './open-batches.ts';
import type { RunningReplica } from './replica-pool.ts';

/** One tick of work. */
interface WorkTick {
  readonly batches: OpenBatches;
  /** Those that a preemption may strike. */
  readonly spot: readonly RunningReplica[];
  readonly dedicated: readonly RunningReplica[];
  readonly atHours: number;
  readonly tickHours: number;
  readonly lossHours: number;
  /** Work really done where an hour of it is believed. */
  readonly speed: number;
}

/**
 * Lets all replicas work together on one batch after the other, each from the moment when it is warm. Answers how long
 * they were needed: the whole tick, or until nothing was left.
 */
export function workTick({ batches, spot, dedicated, atHours, tickHours, lossHours, speed }: WorkTick): number {
  const replicas = [...spot, ...dedicated];
  let began = 0;
  let first = batches.open[0];
  while (first) {
    const ended = timeToWork(replicas, began, tickHours, first.left / speed);
    if (ended === undefined) break;
    began = ended;
    batches.finishFirst(atHours + ended);
    first = batches.open[0];
  }
  if (first) {
    first.left -= speed * workBetween(replicas, began, tickHours);
    for (const replica of spot) {
      const own = speed * replica.speed;
      const fresh = own * Math.max(0, tickHours - Math.max(began, replica.cold));
      const before = replica.unsettledOf === first ? replica.unsettled : 0;
      replica.unsettled = Math.min(lossHours * own, before + fresh);
      replica.unsettledOf = first;
    }
  }
  for (const replica of replicas) replica.cold = Math.max(0, replica.cold - tickHours);
  return first ? tickHours : began;
}

function workBetween(replicas: readonly RunningReplica[], from: number, to: number): number {
  let hours = 0;
  for (const { cold, speed } of replicas) hours += speed * Math.max(0, to - Math.max(from, cold));
  return hours;
}

/** When `work` hours that begin at `from` are done; undefined when `until` is too soon. */
function timeToWork(
  replicas: readonly RunningReplica[],
  from: number,
  until: number,
  work: number,
): number | undefined {
  if (workBetween(replicas, from, until) < work - 1e-9) return undefined;
  const starts = replicas
    .map(({ cold, speed }) => ({ at: Math.max(from, cold), speed }))
    .sort((one, other) => one.at - other.at);
  let left = work;
  let now = from;
  let rate = 0;
  for (const { at, speed } of starts) {
    if (at >= until) break;
    const done = rate * (at - now);
    if (done >= left) break;
    left -= done;
    now = at;
    rate += speed;
  }
  return Math.min(until, rate === 0 ? now : now + left / rate);
}
