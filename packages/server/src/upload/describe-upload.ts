import { z } from 'zod';
import { missingField } from '../wire/error-body.ts';
import { inputPurposes } from '../wire/file-purposes.ts';
import { parse } from '../wire/parse.ts';
import { wholeNumber } from '../wire/whole-number.ts';

const anchor = 'expires_after[anchor]';
const seconds = 'expires_after[seconds]';

const formFields = z.object({
  purpose: z.enum(inputPurposes),
  [anchor]: z.literal('created_at').optional(),
  [seconds]: wholeNumber(3_600, 2_592_000).optional(),
});

/** The form of an upload, its file included. */
export const uploadForm: z.ZodType = formFields.extend({ file: z.file() });

/** What the fields of an upload, or else the defaults, say about its file. */
export function describeUpload(
  fields: ReadonlyMap<string, string>,
  defaults: { readonly purpose?: string },
): { purpose: string; expiresInMs?: number } {
  const form = parse(formFields, { ...defaults, ...Object.fromEntries(fields) });
  const lifeSeconds = form[seconds];
  if (lifeSeconds !== undefined && form[anchor] === undefined) throw missingField(anchor);
  if (lifeSeconds === undefined && form[anchor] !== undefined) throw missingField(seconds);
  return { purpose: form.purpose, ...(lifeSeconds !== undefined && { expiresInMs: lifeSeconds * 1_000 }) };
}
