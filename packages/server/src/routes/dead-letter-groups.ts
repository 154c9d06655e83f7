import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { deadLetterFilter, deadLetterFilterOf } from '../wire/dead-letter-filter.ts';
import { groupsObject, groupsSchema } from '../wire/dead-letter-group-object.ts';

/** Requests that were given up, by how they failed. */
export function addDeadLetterGroups({ router, spillway: { deadLetters } }: AppContext): void {
  router.add(
    {
      id: 'groupDeadLetters',
      method: 'get',
      path: '/v1/dead_letters/groups',
      tag: 'Dead letters',
      summary: 'Count requests that were given up by how they failed',
      description:
        'The most frequent first, 100 at the most: by model, code, and message but for its numbers, names and quotations. ' +
        'Counts 100,000 at the most, those of the newest batches.',
      scope: 'read',
      query: z.object(deadLetterFilter),
      answer: groupsSchema,
    },
    async ({ caller: { tenant }, query, request: { signal } }) =>
      groupsObject(await deadLetters.groups({ ...deadLetterFilterOf(query), tenant, signal })),
  );
}
