import { z } from 'zod';
import { missingField } from '../wire/error-body.ts';
import { parse } from '../wire/parse.ts';
import { wholeNumber } from '../wire/whole-number.ts';

/** What a file may be uploaded for; only `batch` is ever read. */
export const inputPurposes = ['batch', 'user_data', 'assistants', 'fine-tune', 'vision', 'evals'] as const;

const anchor = 'expires_after[anchor]';
const seconds = 'expires_after[seconds]';

const formFields = z.object({
  purpose: z.enum(inputPurposes),
  [anchor]: z.literal('created_at').optional(),
  [seconds]: wholeNumber(3_600, 2_592_000).optional(),
});

/** What the fields of an upload say about its file. */
export function describeUpload(fields: ReadonlyMap<string, string>): { purpose: string; expiresInMs?: number } {
  const form = parse(formFields, Object.fromEntries(fields));
  const lifeSeconds = form[seconds];
  if (lifeSeconds !== undefined && form[anchor] === undefined) throw missingField(anchor);
  if (lifeSeconds === undefined && form[anchor] !== undefined) throw missingField(seconds);
  return { purpose: form.purpose, ...(lifeSeconds !== undefined && { expiresInMs: lifeSeconds * 1_000 }) };
}
