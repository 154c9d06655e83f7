import type {
  DeadLetterGroup as ApiDeadLetterGroup,
  DeadLetterGroups as ApiDeadLetterGroups,
} from '@spillway/api-types';
import type { DeadLetterGroup, DeadLetterGroups } from '@spillway/core';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

const groupSchema = objectSchema<ApiDeadLetterGroup>({
  object: z.literal('dead_letter.group'),
  fingerprint: z.string().meta({ description: 'By which the list and the actions choose the same.' }),
  model: z.string(),
  code: z.string().nullable().meta({ description: 'What ended their last attempts, where it is known.' }),
  message: z.string().nullable().meta({ description: 'What the newest of them says.' }),
  count: z.int(),
  batches: z.int().meta({ description: 'Batches that they are of.' }),
  first_at: unixSeconds.meta({ description: 'When the first of them ended.' }),
  last_at: unixSeconds.meta({ description: 'When the last of them ended.' }),
  sample_ids: z.array(z.string()).meta({ description: 'Requests, the newest first, three at the most.' }),
}).meta({ id: 'DeadLetterGroup' });

/** Dead letters by how they failed. */
export const groupsSchema: z.ZodType<ApiDeadLetterGroups> = objectSchema<ApiDeadLetterGroups>({
  object: z.literal('list'),
  data: z.array(groupSchema),
  complete: z
    .boolean()
    .meta({ description: 'Whether all that were asked for are counted, in groups that are all here.' }),
  looked_at: z.int().meta({ description: 'Dead letters that are counted, those of the newest batches.' }),
}).meta({ id: 'DeadLetterGroups' });

export function groupsObject({ groups, complete, lookedAt }: DeadLetterGroups): ApiDeadLetterGroups {
  return { object: 'list', data: groups.map(groupObject), complete, looked_at: lookedAt };
}

function groupObject(group: DeadLetterGroup): ApiDeadLetterGroup {
  const { fingerprint, model, code, message, count, batches } = group;
  return {
    object: 'dead_letter.group',
    ...{ fingerprint, model, code, message, count, batches },
    first_at: seconds(group.firstAt),
    last_at: seconds(group.lastAt),
    sample_ids: group.sampleIds,
  };
}
