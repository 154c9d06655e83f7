import { outcomes } from '../store/index.ts';
import { outcomeLabels } from './count-ending.ts';
import type { Telemetry } from './telemetry.ts';

/** Shows what a coordinator counts from its start on: a rate over a counter misses the first step of one that comes later. */
export function beginCounting({ instruments }: Telemetry): void {
  const { batchesMet, batchesViolated, requestsMet, requestsViolated, requestsDeduplicated } = instruments;
  for (const counter of [batchesMet, batchesViolated, requestsMet, requestsViolated, requestsDeduplicated]) {
    counter.add(0);
  }
  for (const phase of ['completed', 'failed', 'expired', 'cancelled']) instruments.batchesEnded.add(0, { phase });
  for (const outcome of outcomes) instruments.requestsEnded.add(0, { outcome: outcomeLabels[outcome] });
}
