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
export function countClaim({ model }: { readonly model: string }, { pool: { name: pool }, telemetry }: Holder): void {
  telemetry.instruments.claims.add(1, { pool, model: telemetry.models.label(model) });
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
