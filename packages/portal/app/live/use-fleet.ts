import type { Fleet, FleetNews, FleetPoint, FleetSeries, Worker } from '@spillway/api-types';
import { useRef } from 'preact/hooks';
import { call } from '../api/call.ts';
import type { Page } from '../api/page.ts';
import { type Live, useLive } from './use-live.ts';
import { useLoaded } from './use-loaded.ts';

export interface FollowedFleet extends Live<FleetNews> {
  /** The last hour, oldest first; none where the server keeps none. */
  readonly points: readonly FleetPoint[];
}

/** A gap in what was pushed, as after a rest, is filled this much later. */
const SERIES_MS = 60_000;
const MOST_POINTS = 360;

/** The installation as it goes on, for operators. */
export function useFleet(): FollowedFleet {
  const live = useLive<FleetNews>('fleet', { path: 'v1/fleet/events', event: 'fleet', ask: askForFleet });
  const series = useLoaded('fleet series', readSeries, { everyMs: SERIES_MS });
  const pushed = useRef<readonly FleetPoint[]>([]);
  const point = live.value?.point;
  if (point && point.at > (pushed.current.at(-1)?.at ?? 0)) {
    pushed.current = [...pushed.current, point].slice(-MOST_POINTS);
  }
  return { ...live, points: merged(series.value?.points ?? [], pushed.current) };
}

/** Both hold the same measurements, the second newer ones. */
function merged(loaded: readonly FleetPoint[], pushed: readonly FleetPoint[]): readonly FleetPoint[] {
  const last = loaded.at(-1)?.at ?? 0;
  return [...loaded, ...pushed.filter(({ at }) => at > last)].slice(-MOST_POINTS);
}

function readSeries(signal: AbortSignal): Promise<FleetSeries> {
  return call<FleetSeries>('v1/fleet/series', { signal });
}

async function askForFleet(signal: AbortSignal): Promise<FleetNews> {
  const [fleet, workers, series] = await Promise.all([
    call<Fleet>('v1/fleet', { signal }),
    call<Page<Worker>>('v1/workers', { signal }),
    // A server one version older has none.
    readSeries(signal).catch(() => undefined),
  ]);
  return { fleet, workers: workers.data, point: series?.points.at(-1) ?? null };
}
