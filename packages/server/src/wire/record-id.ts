import { z } from 'zod';

/** What every id that was ever handed out looks like; anything else can be answered without asking the store. */
export const recordId: z.ZodString = z.string().regex(/^[\w-]{1,128}$/, 'expected an id of letters, digits, - and _');

export function isRecordId(id: string): boolean {
  return recordId.safeParse(id).success;
}
