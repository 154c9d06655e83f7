import type { SignedRequest } from '@spillway/core/blob';
import { z } from 'zod';
import { seconds, unixSeconds } from './unix-seconds.ts';

/** The fields of a request that goes to blob storage directly. */
export const signedRequestShape: Readonly<Record<'method' | 'url' | 'headers' | 'expires_at', z.ZodType>> = {
  method: z.enum(['GET', 'PUT']),
  url: z.string(),
  headers: z.record(z.string(), z.string()).meta({ description: 'To be sent with exactly these values.' }),
  expires_at: unixSeconds,
};

export function signedRequestFields({ method, url, headers, expiresAt }: SignedRequest): object {
  return { method, url, headers, expires_at: seconds(expiresAt) };
}
