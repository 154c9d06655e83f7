import type { Permission } from '../store/index.ts';
import type { EscalationPolicy } from './escalate.ts';

/** When `fixedThreshold` escalates. */
export interface FixedThresholdOptions {
  /** A lane opens to pools that are not preemptible when less than this share of its window is left; 0.5 by default. */
  readonly share?: number;
  /** Until the next look; 5 s by default. */
  readonly everyMs?: number;
}

/**
 * Opens a lane to dedicated pools once a fixed share of its window is left, and before that when no preemptible worker
 * serves its model. The simplest policy that gets a batch finished; it knows nothing of throughput.
 */
export function fixedThreshold({ share = 0.5, everyMs = 5_000 }: FixedThresholdOptions = {}): EscalationPolicy {
  return ({ asOf, pool, model, lanes, workers }) => {
    const spot = workers.some((worker) => worker.pool !== pool.name && worker.models.includes(model));
    const late = lanes.filter((lane) => {
      const windowMs = lane.deadlineAt - lane.createdAt;
      return !spot || lane.deadlineAt - asOf < share * windowMs;
    });
    const opened = pool.preemptible ? [] : late.filter((lane) => lane.permission !== 'all');
    const permission: Permission = 'all';
    return {
      permissions: opened.map(({ batchId }) => ({ batchId, permission })),
      recalls: [],
      desiredReplicas: lanes.some((lane) => lane.permission === 'all') || opened.length > 0 ? 1 : 0,
      nextInMs: everyMs,
      events: opened.map(({ batchId, deadlineAt }) => ({
        batchId,
        event: { kind: 'escalated', text: escalation({ pool: pool.name, model, spot, leftMs: deadlineAt - asOf }) },
      })),
    };
  };
}

function escalation({
  pool,
  model,
  spot,
  leftMs,
}: {
  pool: string;
  model: string;
  spot: boolean;
  leftMs: number;
}): string {
  const why = spot ? `${Math.round(leftMs / 60_000)} min of the window left` : 'no other worker serves the model';
  return `Opened to ${pool} for ${model}: ${why}.`;
}
