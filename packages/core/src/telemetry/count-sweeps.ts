import type { Clock } from '../clock.ts';
import type { Telemetry } from './telemetry.ts';

/** What sweeps remove. */
export const sweptThings = [
  'files',
  'uploads',
  'batches',
  'reports',
  'bulk_actions',
  'results',
  'leftovers',
  'orphans',
] as const;
export type SweptThing = (typeof sweptThings)[number];

/** Told how many were removed. */
export type OnRemoved = (count: number) => void;

/** Counts what was removed of one kind. */
export function countRemoved(what: SweptThing, { instruments }: Telemetry): OnRemoved {
  return (count) => {
    if (count > 0) instruments.removed.add(count, { what });
  };
}

export interface SweepTimesOptions {
  readonly telemetry: Telemetry;
  readonly clock: Clock;
}

/** Shows when the sweep that is furthest behind was done, from the start of the process on. To be called at each end. */
export function showSweepTimes(names: readonly string[], options: SweepTimesOptions): (name: string) => void {
  const { telemetry, clock } = options;
  const doneAt = new Map(names.map((name) => [name, clock.now()]));
  const show = (): void => telemetry.instruments.lastSweep.record(Math.min(...doneAt.values()) / 1_000);
  show();
  return (name) => {
    doneAt.set(name, clock.now());
    show();
  };
}
