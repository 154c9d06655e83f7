import { z } from 'zod';

/** A number that came as text, in a query or a form field: decimal digits and nothing else. */
export function wholeNumber(least: number, most: number): z.ZodType<number> {
  const message = `expected a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((number) => number >= least && number <= most, message)
    .meta({
      override({ jsonSchema }) {
        delete jsonSchema.pattern;
        Object.assign(jsonSchema, { type: 'integer', minimum: least, maximum: most });
      },
    });
}
