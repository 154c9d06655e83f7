import { z } from 'zod';

/** A schema for each field of an object. */
export type FieldSchemas<Shape> = { readonly [Name in keyof Shape]-?: z.ZodType<Shape[Name]> };

/** The schema of an object of the API. Name the type: then a field that it lacks, or that `fields` lack, does not compile. */
export function objectSchema<Shape extends object>(fields: FieldSchemas<NoInfer<Shape>>): z.ZodType<Shape> {
  return z.object(fields) as z.ZodType<Shape>;
}
