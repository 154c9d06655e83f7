import type { Pool } from '../policy/index.ts';
import type { Telemetry } from './telemetry.ts';

interface Holder {
  readonly pool: Pick<Pool, 'name'>;
  readonly telemetry: Telemetry;
}

/** Counts a claim that a worker took. */
export function countClaim({ model }: { readonly model: string }, { pool: { name: pool }, telemetry }: Holder): void {
  telemetry.instruments.claims.add(1, { pool, model: telemetry.models.label(model) });
}

/** Counts one that another had before its worker was done. */
export function countLoss({ pool: { name: pool }, telemetry: { instruments } }: Holder): void {
  instruments.leaseLosses.add(1, { pool });
}
