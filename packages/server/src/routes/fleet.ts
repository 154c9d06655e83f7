import type { AppContext } from '../app-context.ts';
import { fleetObject, fleetSchema } from '../wire/fleet-object.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { workerObject, workerSchema } from '../wire/worker-object.ts';

const tag = 'Fleet';

/** The installation as a whole, for operators. */
export function addFleetRoutes({ router, spillway: { fleet } }: AppContext): void {
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
