import type { AppContext } from '../app-context.ts';
import { answerLive } from '../live/answer-live.ts';
import { theFleet } from '../live/fleet-looks.ts';
import { lastEventId, tellNews } from '../live/tell-news.ts';
import { fleetObject, fleetSchema } from '../wire/fleet-object.ts';
import { fleetSeriesObject, fleetSeriesSchema } from '../wire/fleet-series-object.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { workerObject, workerSchema } from '../wire/worker-object.ts';

const tag = 'Fleet';

/** The installation as a whole, for operators. */
export function addFleetRoutes(context: AppContext): void {
  addLooks(context);
  addWatching(context);
}

function addLooks({ router, spillway: { fleet } }: AppContext): void {
  router.add(
    {
      id: 'readFleet',
      method: 'get',
      path: '/v1/fleet',
      tag,
      summary: 'Look at pools, what is wanted of them, and what waits',
      scope: 'operator',
      answer: fleetSchema,
    },
    async () => fleetObject(await fleet.get()),
  );

  router.add(
    {
      id: 'listWorkers',
      method: 'get',
      path: '/v1/workers',
      tag,
      summary: 'List the workers that live, and their engines',
      description: 'By id. There is one page.',
      scope: 'operator',
      answer: listSchema(workerSchema),
    },
    async () => listObject((await fleet.workers()).map(workerObject), false),
  );
}

function addWatching({
  router,
  clock,
  stopping,
  report,
  authenticate,
  takePlace,
  live,
  spillway: { fleet },
}: AppContext): void {
  router.add(
    {
      id: 'readFleetSeries',
      method: 'get',
      path: '/v1/fleet/series',
      tag,
      summary: 'Look at the last hour of the fleet',
      description:
        'As the process that answers saw it. `spillway serve` and `dev` look from their start on, others from the first call on.',
      scope: 'operator',
      answer: fleetSeriesSchema,
    },
    async () => fleetSeriesObject(await fleet.series()),
  );

  router.add(
    {
      id: 'watchFleet',
      method: 'get',
      path: '/v1/fleet/events',
      tag,
      summary: 'Watch the fleet',
      description:
        'Server-sent events: `fleet` at once and whenever something changed, at most twice a second, with `fleet`, ' +
        '`workers` and `point`, the newest of the series or null.',
      scope: 'operator',
      headers: lastEventId,
      answer: { type: 'text/event-stream', description: 'Events without an end.' },
    },
    ({ caller, request, requestId }) =>
      answerLive({
        ...{ clock, request, stopping, authenticate, takePlace: () => takePlace(caller) },
        report: (error) => report(error, requestId),
        follow: (signal) => live.fleet.follow(theFleet, signal),
        tell: tellNews('fleet', request),
      }),
  );
}
