import { type OneBatch, usualPriceRatio } from './one-batch.ts';
import type { SpotTrace } from './spot-trace.ts';

/** One row of the grid: a window and a cold start, with all their loads. */
export interface GridSetting {
  /** Time from the start of a run to its deadline. */
  readonly windowHours: number;
  /** What a cold start takes. */
  readonly coldStartHours: number;
  readonly loads: readonly {
    /** Work, in hours of one replica. */
    readonly workHours: number;
    /** Dedicated replicas at the most. */
    readonly dedicated: number;
  }[];
}

/** A batch of the grid, with where it stands in the trace. */
export interface GridRun extends OneBatch {
  readonly zone: string;
  /** The tick of the trace with which its window begins. */
  readonly startTick: number;
}

/** Which runs of a grid are made. */
export interface GridOptions {
  /** Starts in each zone, evenly over the trace; 40 by default. */
  readonly starts?: number;
  /** From then on, in hours of the window, spot gives nothing. */
  readonly blackoutHours?: number | undefined;
  readonly zones?: readonly string[];
}

const loads = (light: number, heavy: number): GridSetting['loads'] => [
  ...[6, 8, 16, 32].map((dedicated) => ({ workHours: light, dedicated })),
  ...[16, 32].map((dedicated) => ({ workHours: heavy, dedicated })),
];

/** Windows of a day and of six hours, cold starts of ten minutes and of thirty. */
export const gridSettings: readonly GridSetting[] = [24, 6].flatMap((windowHours) =>
  [1 / 6, 1 / 2].map((coldStartHours) => ({
    windowHours,
    coldStartHours,
    loads: loads(4 * windowHours, 8 * windowHours),
  })),
);

/** The runs of one setting: each load at each start of each zone. */
export function* gridRuns(
  trace: SpotTrace,
  { windowHours, coldStartHours, loads }: GridSetting,
  { starts = 40, blackoutHours = Number.POSITIVE_INFINITY, zones = Object.keys(trace.zones) }: GridOptions = {},
): Generator<GridRun> {
  const tickHours = trace.tickSeconds / 3600;
  const ticks = Math.round(windowHours / tickHours);
  for (const zone of zones) {
    const counts = trace.zones[zone] ?? [];
    for (let start = 0; start < starts; start++) {
      const startTick = Math.floor((start * (counts.length - ticks)) / Math.max(1, starts - 1));
      const supply = counts.slice(startTick, startTick + ticks);
      const dark = supply.map((count, tick) => (tick * tickHours >= blackoutHours - 1e-9 ? 0 : count));
      for (const load of loads)
        yield {
          ...load,
          zone,
          startTick,
          supply: dark,
          tickHours,
          windowHours,
          coldStartHours,
          spot: trace.requested,
          priceRatio: usualPriceRatio,
        };
    }
  }
}
