import type { SignedRequest as ApiSignedRequest } from '@spillway/api-types';
import type { SignedRequest } from '@spillway/core/blob';
import { z } from 'zod';
import type { FieldSchemas } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

/** The fields of a request that goes to blob storage directly. */
export const signedRequestFields: FieldSchemas<ApiSignedRequest> = {
  method: z.enum(['GET', 'PUT']),
  url: z.string(),
  headers: z.record(z.string(), z.string()).meta({ description: 'To be sent with exactly these values.' }),
  expires_at: unixSeconds,
};

export function signedRequestObject({ method, url, headers, expiresAt }: SignedRequest): ApiSignedRequest {
  return { method, url, headers, expires_at: seconds(expiresAt) };
}
