import type { FleetReason } from './fleet-policy.ts';
import type { Side } from './fleet-view.ts';
import { countOf } from './fresh-replicas.ts';
import type { DedicatedStart } from './must-start.ts';

/** A start of dedicated replicas in a sentence: the work that they and the running ones have, and their time for it. */
export function startReason(
  rule: string,
  { starts, left, work }: DedicatedStart,
  { pools, replicas }: Side,
): FleetReason {
  const fresh = pools.map(({ name, speed = 1 }) => (starts[name] ?? 0) * speed);
  const rate = [...fresh, ...replicas.map(({ speed }) => speed)].reduce((sum, speed) => sum + speed, 0);
  const count = replicas.length + countOf(starts);
  const text = `Escalated: ${duration(work / rate)} of work left for ${duration(left)} of time at ${count} dedicated.`;
  return { rule, text };
}

/** A stop of dedicated replicas in a sentence. */
export function stopReason(rule: string, stopped: number, why: string): FleetReason {
  return { rule, text: `${stopped} dedicated stop: ${why}.` };
}

/** Hours as people say them. */
function duration(hours: number): string {
  const seconds = Math.round(hours * 3_600);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${minutes} min ${seconds % 60} s`;
  return minutes < 120 ? `${Math.round(hours * 60)} min` : `${hours.toFixed(1)} h`;
}
