import type { List } from '@spillway/api-types';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';

/** A page of members of one kind. */
export function listSchema<Member>(member: z.ZodType<Member>): z.ZodType<List<Member>> {
  return objectSchema<List<Member>>({
    object: z.literal('list'),
    data: z.array(member),
    first_id: z.string().nullable(),
    last_id: z.string().nullable().meta({ description: 'What `after` takes for the next page.' }),
    has_more: z.boolean(),
  });
}

/** A page of the wire. The ids are the cursors of the next and previous page. */
export function listObject<Member extends object>(data: readonly Member[], hasMore: boolean): List<Member> {
  const idOf = (member: Member | undefined): string | null => (member as { id?: string } | undefined)?.id ?? null;
  return { object: 'list', data, first_id: idOf(data[0]), last_id: idOf(data.at(-1)), has_more: hasMore };
}
