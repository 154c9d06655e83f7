import type { FleetDecision } from '../store/index.ts';
import type { Telemetry } from './telemetry.ts';

/** A decision that was recorded. */
export interface MadeDecision {
  readonly model: string;
  readonly decision: Pick<FleetDecision, 'pools' | 'events'>;
  /** Replicas that were wanted of a pool until then. */
  readonly before: (pool: string) => number;
}

/** Counts what the decision did to pools and batches. */
export function countDecision({ model: named, decision, before }: MadeDecision, telemetry: Telemetry): void {
  const { instruments, models } = telemetry;
  for (const { pool, desiredReplicas } of decision.pools) {
    const more = desiredReplicas - before(pool);
    instruments.decisions.add(1, { pool, direction: more > 0 ? 'up' : more < 0 ? 'down' : 'same' });
  }
  const model = models.label(named);
  for (const { event } of decision.events) {
    if (event.kind === 'escalated') instruments.escalations.add(1, { model });
    if (event.kind === 'relaxed') instruments.relaxations.add(1, { model });
  }
}
