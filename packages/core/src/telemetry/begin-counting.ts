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

/**
 * Shows what a coordinator will count of a model that work waits for. All of a batch is counted at its end, and of a series
 * that begins so no rate has anything: nobody would see what the first batch cost.
 */
export function beginModel(named: string, { telemetry, pools }: CountingCoordinator): void {
  const { poolRequests, poolTokens, poolBusy, poolCost, escalations, relaxations } = telemetry.instruments;
  const model = telemetry.models.label(named);
  for (const counter of [escalations, relaxations]) counter.add(0, { model });
  for (const { name: pool } of pools) {
    for (const counter of [poolRequests, poolBusy, poolCost]) counter.add(0, { pool, model });
    for (const direction of ['in', 'out'] as const) poolTokens.add(0, { pool, model, direction });
  }
}
