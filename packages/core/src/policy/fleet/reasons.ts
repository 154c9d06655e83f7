import type { FleetReason } from './fleet-policy.ts';
import type { DedicatedStart } from './must-start.ts';

/** A start of dedicated replicas in a sentence, with what it answers. */
export function startReason(rule: string, { replicas, left, short }: DedicatedStart, running: number): FleetReason {
  return {
    rule,
    text:
      `Escalated: ${duration(short)} of one replica's work left for ${duration(left)} of time beyond what ` +
      `${running} dedicated will do; ${replicas} more start.`,
  };
}

/** A stop of dedicated replicas in a sentence. */
export function stopReason(rule: string, stopped: number, why: string): FleetReason {
  return { rule, text: `${stopped} dedicated stop: ${why}.` };
}

/** Hours as people say them. */
function duration(hours: number): string {
  const minutes = Math.round(hours * 60);
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
