import { z } from 'zod';

/** Several values in one text, with commas between them; each is refused for itself. */
export function commaList<Value>(member: z.ZodType<Value>, most: number): z.ZodType<readonly Value[]> {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(member as z.ZodType<Value, string>).max(most, `expected ${most} at the most`))
    .meta({ override: { type: 'string' } });
}
