import { z } from 'zod';

/** What says that something is gone. */
export function deletedSchema(object: 'file' | 'key'): z.ZodType {
  return z.object({ id: z.string(), object: z.literal(object), deleted: z.literal(true) });
}

export function deletedObject(object: 'file' | 'key', id: string): object {
  return { id, object, deleted: true };
}
