import type { Pool } from '../policy/index.ts';
import { outcomes } from '../store/index.ts';
import { outcomeLabels } from './count-ending.ts';
import { sweptThings } from './count-sweeps.ts';
import type { Telemetry } from './telemetry.ts';

interface CountingCoordinator {
  readonly telemetry: Telemetry;
  readonly pools: readonly Pick<Pool, 'name'>[];
}

/** Shows what a coordinator counts from its start on: a rate over a counter misses the first step of one that comes later. */
export function beginCounting({ telemetry: { instruments }, pools }: CountingCoordinator): void {
  const { batchesMet, batchesViolated, requestsMet, requestsViolated, requestsDeduplicated } = instruments;
  for (const counter of [batchesMet, batchesViolated, requestsMet, requestsViolated, requestsDeduplicated]) {
    counter.add(0);
  }
  for (const phase of ['completed', 'failed', 'expired', 'cancelled']) instruments.batchesEnded.add(0, { phase });
  for (const what of sweptThings) instruments.removed.add(0, { what });
  for (const { name: pool } of pools) {
    for (const kind of ['notice', 'lost'] as const) instruments.interruptions.add(0, { pool, kind });
    for (const direction of ['up', 'down', 'same'] as const) instruments.decisions.add(0, { pool, direction });
  }
  for (const outcome of outcomes) instruments.requestsEnded.add(0, { outcome: outcomeLabels[outcome] });
}
