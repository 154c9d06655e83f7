import type { Telemetry } from './telemetry.ts';

interface Change {
  readonly kind: 'started' | 'stopping' | 'ended';
  readonly pool: string;
  readonly model: string;
}

/** Counts what became of a replica of this process. */
export function countReplica({ kind, pool, model }: Change, { instruments, models }: Telemetry): void {
  instruments.replicaChanges.add(1, { pool, model: models.label(model), kind });
}
