import type { BatchError, BatchErrors } from '@spillway/api-types';
import type { Problem } from '@spillway/core/store';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';

const batchError = objectSchema<BatchError>({
  code: z.string(),
  message: z.string(),
  param: z.string().nullable(),
  line: z.int().nullable().meta({ description: 'One-based line of the input.' }),
});

/** What is wrong with an input. */
export const batchErrorsSchema: z.ZodType<BatchErrors> = objectSchema<BatchErrors>({
  object: z.literal('list'),
  data: z.array(batchError),
});

export function batchErrorsObject(problems: readonly Problem[]): BatchErrors {
  return { object: 'list', data: problems.map(({ code, message, param, line }) => ({ code, message, param, line })) };
}
