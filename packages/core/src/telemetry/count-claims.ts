import type { Pool } from '../policy/index.ts';
import type { Outcome } from '../store/index.ts';
import type { Telemetry } from './telemetry.ts';

interface Holder {
  readonly pool: Pick<Pool, 'name'>;
  readonly telemetry: Telemetry;
}

/** Shows what a worker counts from its start on. */
export function beginWork({ pool: { name: pool }, telemetry: { instruments } }: Holder): void {
  instruments.leaseLosses.add(0, { pool });
  instruments.engineRefusals.add(0, { pool });
}

/** Counts a claim that a worker took. */
export function countClaim({ model: named }: { readonly model: string }, holder: Holder): void {
  const { instruments, models } = holder.telemetry;
  const model = models.label(named);
  instruments.claims.add(1, { pool: holder.pool.name, model });
  // Shown before the first: a rate over a counter misses the step with which it comes.
  instruments.deadLettered.add(0, { model });
}

/** Counts what was given up, once it is recorded. */
export function countRecorded(
  { model }: { readonly model: string },
  ended: readonly { readonly outcome: Outcome }[],
  { telemetry: { instruments, models } }: Holder,
): void {
  const given = ended.filter(({ outcome }) => outcome === 'deadLettered').length;
  if (given > 0) instruments.deadLettered.add(given, { model: models.label(model) });
}

/** Counts one that another had before its worker was done. */
export function countLoss({ pool: { name: pool }, telemetry: { instruments } }: Holder): void {
  instruments.leaseLosses.add(1, { pool });
}
