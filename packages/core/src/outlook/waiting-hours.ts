import { hoursOf } from '../coordinator/work-hours.ts';
import type { ModelDemands } from '../coordinator/worker-shares.ts';
import { type QuoteSnapshot, sightOfModel } from '../quote/model-sight.ts';
import type { Lane, ModelThroughput } from '../store/index.ts';

/** Hours of one worker that wait for each model; without end where nobody has ever measured it. */
export function waitingHoursOf(snapshot: QuoteSnapshot): ModelDemands {
  const byModel = Map.groupBy(snapshot.lanes, ({ model }) => model);
  const waiting = [...byModel].map(([model, own]) => [model, hoursOfLanes(own, sightOfModel(model, snapshot).rate)]);
  return Object.fromEntries(waiting);
}

function hoursOfLanes(lanes: readonly Lane[], rate: ModelThroughput | undefined): number {
  if (!rate) return Number.POSITIVE_INFINITY;
  return lanes.reduce((sum, { open, tokens }) => sum + hoursOf({ requests: open, tokens }, rate), 0);
}
