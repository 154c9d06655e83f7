import type { Upload as ApiUpload, UploadPart as ApiUploadPart, SignedRequest } from '@spillway/api-types';
import type { Upload } from '@spillway/core';
import type { UploadPart } from '@spillway/core/store';
import { z } from 'zod';
import { fileObject, filePurposeOf, fileSchema } from './file-object.ts';
import { filePurposes } from './file-purposes.ts';
import { objectSchema } from './object-schema.ts';
import { signedRequestFields, signedRequestObject } from './signed-request-object.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

/** OpenAI's upload. */
export const uploadSchema: z.ZodType<ApiUpload> = objectSchema<ApiUpload>({
  id: z.string(),
  object: z.literal('upload'),
  bytes: z.int(),
  created_at: unixSeconds,
  filename: z.string(),
  purpose: z.enum(filePurposes),
  status: z.enum(['pending', 'completed', 'cancelled', 'expired']),
  expires_at: unixSeconds,
  file: fileSchema.nullable(),
  direct: objectSchema<SignedRequest>(signedRequestFields).nullable().meta({
    description: "Puts the whole content into blob storage while the upload is pending, if asked for. Spillway's own.",
  }),
}).meta({ id: 'Upload' });

/** OpenAI's part of an upload. */
export const uploadPartSchema: z.ZodType<ApiUploadPart> = objectSchema<ApiUploadPart>({
  id: z.string(),
  object: z.literal('upload.part'),
  created_at: unixSeconds,
  upload_id: z.string(),
}).meta({ id: 'UploadPart' });

/** The wire's upload. */
export function uploadObject(upload: Upload): ApiUpload {
  return {
    id: upload.id,
    object: 'upload',
    bytes: upload.bytes,
    created_at: seconds(upload.createdAt),
    filename: upload.filename,
    purpose: filePurposeOf(upload),
    status: upload.status,
    expires_at: seconds(upload.expiresAt),
    file: upload.file && fileObject(upload.file),
    direct: upload.direct && signedRequestObject(upload.direct),
  };
}

/** The wire's part. */
export function uploadPartObject(uploadId: string, { id, createdAt }: UploadPart): ApiUploadPart {
  return { id, object: 'upload.part', created_at: seconds(createdAt), upload_id: uploadId };
}
