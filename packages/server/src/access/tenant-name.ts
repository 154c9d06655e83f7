import { accountName } from '@spillway/core';
import { z } from 'zod';

/** What can name a tenant. */
export const tenantName: z.ZodString = z.string().regex(accountName, 'expected 1 to 64 letters, digits and . _ @ -');

export function isTenantName(name: string): boolean {
  return tenantName.safeParse(name).success;
}
