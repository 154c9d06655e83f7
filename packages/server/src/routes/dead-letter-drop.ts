import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { dropObject, dropSchema } from '../wire/dead-letter-drop-object.ts';
import { deadLetterFilterOf, deadLetterSelection } from '../wire/dead-letter-filter.ts';

const dropBody = z.strictObject(deadLetterSelection);

/** Takes requests off the list that were given up, for good. */
export function addDropDeadLetters({ router, spillway: { deadLetters } }: AppContext): void {
  router.add(
    {
      id: 'dropDeadLetters',
      method: 'post',
      path: '/v1/dead_letters/drop',
      tag: 'Dead letters',
      summary: 'Take requests off the list that were given up',
      description:
        'All of them, or those that the body chooses. They count as failed from then on, and their lines stay in the error ' +
        'files. Batches that still run are left out. A dry run changes nothing and tells what the call would do.',
      scope: 'write',
      body: dropBody,
      answer: dropSchema,
    },
    async ({ caller: { tenant }, body, request: { signal } }) => {
      const { request_ids: requestIds, dry_run: dryRun } = body;
      const chosen = { ...deadLetterFilterOf(body), ...(requestIds && { requestIds }) };
      return dropObject(await deadLetters.drop({ ...chosen, tenant, dryRun, signal }), dryRun);
    },
  );
}
