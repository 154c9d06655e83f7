import type { z } from 'zod';
import { HttpRefusal, missingField } from './error-body.ts';

/** The value in the schema's shape; refuses it with the first field that is missing or wrong. */
export function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = issue?.path.join('.') ?? '';
  if (issue?.input === undefined && param !== '') throw missingField(param);
  const what = param === '' ? 'the request body' : `'${param}'`;
  throw new HttpRefusal(400, {
    message: `Invalid value for ${what}: ${issue?.message ?? 'unexpected'}.`,
    param: param === '' ? null : param,
    code: 'invalid_value',
  });
}
