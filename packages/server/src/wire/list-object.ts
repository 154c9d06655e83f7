import { z } from 'zod';

/** A page of members of one kind. */
export function listSchema(member: z.ZodType): z.ZodType {
  return z.object({
    object: z.literal('list'),
    data: z.array(member),
    first_id: z.string().nullable(),
    last_id: z.string().nullable().meta({ description: 'What `after` takes for the next page.' }),
    has_more: z.boolean(),
  });
}

/** A page of the wire. The ids are the cursors of the next and previous page. */
export function listObject(data: readonly object[], hasMore: boolean): object {
  const idOf = (member: object | undefined): string | null => (member as { id: string } | undefined)?.id ?? null;
  return { object: 'list', data, first_id: idOf(data[0]), last_id: idOf(data.at(-1)), has_more: hasMore };
}
