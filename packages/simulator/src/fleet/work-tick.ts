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
  /** Work of one replica in an hour. */
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
      const fresh = speed * Math.max(0, tickHours - Math.max(began, replica.cold));
      const before = replica.unsettledOf === first ? replica.unsettled : 0;
      replica.unsettled = Math.min(lossHours * speed, before + fresh);
      replica.unsettledOf = first;
    }
  }
  for (const replica of replicas) replica.cold = Math.max(0, replica.cold - tickHours);
  return first ? tickHours : began;
}

function workBetween(replicas: readonly RunningReplica[], from: number, to: number): number {
  let hours = 0;
  for (const { cold } of replicas) hours += Math.max(0, to - Math.max(from, cold));
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
  const colds = replicas.map(({ cold }) => Math.max(from, cold)).sort((one, other) => one - other);
  let left = work;
  let now = from;
  for (const [count, cold] of colds.entries()) {
    if (cold >= until) break;
    const done = count * (cold - now);
    if (done >= left) break;
    left -= done;
    now = cold;
  }
  const working = colds.filter((cold) => cold <= now).length;
  return Math.min(until, working === 0 ? now : now + left / working);
}
