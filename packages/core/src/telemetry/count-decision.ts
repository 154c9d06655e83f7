import type { FleetDecision } from '../store/index.ts';
import type { Telemetry } from './telemetry.ts';

/** Counts what a decision that was recorded did to batches. */
export function countDecision(
  named: string,
  { events }: Pick<FleetDecision, 'events'>,
  { instruments, models }: Telemetry,
): void {
  const model = models.label(named);
  for (const { event } of events) {
    if (event.kind === 'escalated') instruments.escalations.add(1, { model });
    if (event.kind === 'relaxed') instruments.relaxations.add(1, { model });
  }
}
