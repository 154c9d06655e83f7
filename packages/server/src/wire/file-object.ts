import type { FileObject, FilePurpose } from '@spillway/api-types';
import type { FileRecord } from '@spillway/core/store';
import { z } from 'zod';
import { filePurposes } from './file-purposes.ts';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

/** OpenAI's file. */
export const fileSchema: z.ZodType<FileObject> = objectSchema<FileObject>({
  id: z.string(),
  object: z.literal('file'),
  bytes: z.int(),
  created_at: unixSeconds,
  expires_at: unixSeconds.nullable(),
  filename: z.string(),
  purpose: z.enum(filePurposes),
  status: z.literal('processed'),
  status_details: z.null(),
}).meta({ id: 'File' });

/** The wire's file. */
export function fileObject(file: FileRecord): FileObject {
  return {
    id: file.id,
    object: 'file',
    bytes: file.bytes,
    created_at: seconds(file.createdAt),
    expires_at: seconds(file.expiresAt),
    filename: file.filename,
    purpose: filePurposeOf(file),
    status: 'processed',
    status_details: null,
  };
}

/** The API takes files for no other; whoever embeds the library may keep some of their own. */
export function filePurposeOf({ purpose }: { readonly purpose: string }): FilePurpose {
  return purpose as FilePurpose;
}
