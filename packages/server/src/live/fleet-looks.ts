import type { FleetNews } from '@spillway/api-types';
import type { Clock, SpillwayFleet } from '@spillway/core';
import { fleetObject } from '../wire/fleet-object.ts';
import { fleetPointObject } from '../wire/fleet-series-object.ts';
import { workerObject } from '../wire/worker-object.ts';
import { digestOf } from './digest.ts';
import { LiveReader } from './live-reader.ts';
import type { CountViews } from './view-counts.ts';

/** Something as it is sent, and its digest. */
export interface ShownLook {
  readonly text: string;
  readonly digest: string;
}

export interface FleetLooksOptions {
  readonly fleet: SpillwayFleet;
  readonly clock: Clock;
  readonly present: (answer: object) => object;
  readonly counts: CountViews;
}

/** There is one fleet. */
export const theFleet = 'fleet';

/** Looks at the fleet. */
export function createFleetLooks({
  fleet,
  clock,
  present,
  counts,
}: FleetLooksOptions): LiveReader<typeof theFleet, ShownLook> {
  return new LiveReader<typeof theFleet, ShownLook>({
    clock,
    keyOf: (subject) => subject,
    async read() {
      counts.reads('fleet');
      const [view, workers, { points }] = await Promise.all([fleet.get(), fleet.workers(), fleet.series()]);
      const last = points.at(-1);
      const shown: FleetNews = {
        fleet: fleetObject(view),
        workers: workers.map(workerObject),
        point: last ? fleetPointObject(last) : null,
      };
      const text = JSON.stringify(present(shown));
      return [{ text, digest: digestOf(text) }];
    },
    isSame: (before, after) => before.digest === after.digest,
    onViewers: (change) => counts.viewers('fleet', change),
  });
}
