import { ownValue } from '../../own-value.ts';
import { remember } from './fleet-memory.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import { type FleetView, type MarginOptions, viewOf } from './fleet-view.ts';
import { countOf } from './fresh-replicas.ts';
import { heldFor } from './held-levels.ts';
import { mustStart } from './must-start.ts';
import { type PaceOptions, paceSpot } from './pace-spot.ts';
import { planReplicas, type Wants } from './plan-replicas.ts';
import { startReason, stopReason } from './reasons.ts';
import { idleDedicated, mayShed, type ShedOptions } from './shed-dedicated.ts';
import { forecastSpot, type SpotForecast, type SpotForecastOptions } from './spot-forecast.ts';
import { type WideOptions, wideStart } from './wide-start.ts';

/** The constants of `pacedBurst`. */
export interface PacedBurstOptions extends MarginOptions, SpotForecastOptions, PaceOptions, ShedOptions, WideOptions {
  /** Hours of watching the supply that count in all; older sights fade. 24 by default, 0.993 for each ten minutes. */
  readonly memoryHours?: number;
}

/**
 * The default: no more spot than the deadlines need, dedicated replicas when they must start, a few early where spot
 * will not do, and back to spot when it came back. The first of must, shed and wide that applies is taken.
 *
 * Never late when all work fits the dedicated maximum at every arrival (`due(d) <= have(d) + (M − w)(d − t − c)`): work
 * that is not settled never shrinks the margin, must fires at the last tick at which it holds, shed and wide keep it.
 */
export function pacedBurst(options: PacedBurstOptions = {}): FleetPolicy {
  const { memoryHours = 24 } = options;
  return {
    name: 'paced-burst',
    options,
    decide(state, before) {
      const view = viewOf(state, options);
      const memory = remember(before, view.spot.pools, { tickHours: view.tick, memoryHours });
      const forecast = forecastSpot(view.spot, memory, options);
      const dedicated = changeDedicated(view, forecast, options);
      // What has lasted lasts: a replica is preempted when fewer can be had than run in its pool.
      const worth = (pool: string, running: number): number =>
        heldFor(ownValue(memory.seen, pool)?.levels ?? [], running + 1);
      return planReplicas(view, { spot: paceSpot(view, forecast, options), ...dedicated, worth, memory });
    },
  };
}

/** What is wanted of dedicated. */
type DedicatedWants = Pick<Wants, 'dedicated' | 'starts' | 'reasons'>;

function changeDedicated(view: FleetView, forecast: SpotForecast, options: PacedBurstOptions): DedicatedWants {
  const { length: running } = view.dedicated.replicas;
  const must = mustStart(view);
  if (must) {
    const reasons = countOf(must.starts) > 0 ? [startReason('must', must, view.dedicated)] : [];
    return { dedicated: running, starts: must.starts, reasons };
  }
  const stopped = running === 0 ? undefined : stoppable(view, forecast, options);
  if (stopped) return stopped;
  const wide = wideStart(view, forecast, options);
  if (wide) return { dedicated: running, starts: wide.starts, reasons: [startReason('wide', wide, view.dedicated)] };
  return { dedicated: running, reasons: [] };
}

function stoppable(view: FleetView, forecast: SpotForecast, options: PacedBurstOptions): DedicatedWants | undefined {
  const { replicas, min } = view.dedicated;
  const above = replicas.length - min;
  if (mayShed(view, forecast, options)) {
    if (above <= 0) return undefined;
    const why = 'spot is expected to do the work, with time to spare';
    return { dedicated: min, reasons: [stopReason('shed', above, why)] };
  }
  const idle = idleDedicated(view);
  if (idle === 0) return undefined;
  return { dedicated: replicas.length - idle, reasons: [stopReason('idle', idle, 'the others alone finish in time')] };
}
