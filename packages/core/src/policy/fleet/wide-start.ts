import { capacity, type FleetView } from './fleet-view.ts';
import { countOf, freshFor } from './fresh-replicas.ts';
import { type DedicatedStart, joinStarts } from './must-start.ts';
import type { SpotForecast } from './spot-forecast.ts';

/** When work is bought early, on few replicas. */
export interface WideOptions {
  /** Share of the forecast that is counted on; 0.75 by default. */
  readonly trust?: number;
  /** Weighs a cold start against waiting; 0.5 by default. A larger one waits longer. */
  readonly patience?: number;
}

/**
 * Few dedicated replicas early instead of many late, each of which would pay a cold start: what spot is not trusted to
 * do is bought as soon as the replicas that it takes are no fewer than the root of `patience · need / c`. Waiting saves
 * work that spot may yet do; that root is where one more hour of waiting costs as much in cold starts.
 */
export function wideStart(
  { due, dedicated }: FleetView,
  forecast: SpotForecast,
  { trust = 0.75, patience = 0.5 }: WideOptions = {},
): DedicatedStart | undefined {
  let start: DedicatedStart | undefined;
  for (const { left, work } of due) {
    const had = capacity(dedicated.replicas, left);
    const short = work - trust * forecast(left) - had;
    const working = left - dedicated.cold;
    if (short <= 0 || working <= 0 || short / working < Math.sqrt((patience * short) / dedicated.cold)) continue;
    const starts = freshFor(dedicated, short, left);
    if (countOf(starts) > 0) start = joinStarts(start, { starts, left, work: had + short });
  }
  return start;
}
