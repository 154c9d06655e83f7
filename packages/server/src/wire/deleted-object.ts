import type { Deleted } from '@spillway/api-types';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';

/** What says that something is gone. */
export function deletedSchema<Kind extends Deleted['object']>(object: Kind): z.ZodType<Deleted<Kind>> {
  return objectSchema<Deleted<Kind>>({ id: z.string(), object: z.literal(object), deleted: z.literal(true) });
}

export function deletedObject<Kind extends Deleted['object']>(object: Kind, id: string): Deleted<Kind> {
  return { id, object, deleted: true };
}
