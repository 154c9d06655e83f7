import { type AccessKey, scopes } from '@spillway/core/store';
import { z } from 'zod';
import { seconds, unixSeconds } from './unix-seconds.ts';

const shape = {
  id: z.string(),
  object: z.literal('key'),
  name: z.string(),
  tenant: z.string(),
  user: z.string().nullable(),
  scopes: z.array(z.enum(scopes)),
  hint: z.string().meta({ description: 'The last characters of the secret.' }),
  created_at: unixSeconds,
  expires_at: unixSeconds.nullable(),
};

/** A key without its secret. */
export const keySchema: z.ZodType = z.object(shape).meta({ id: 'Key' });

/** A key just made. */
export const madeKeySchema: z.ZodType = z
  .object({ ...shape, secret: z.string().meta({ description: 'The key itself: shown this once and kept nowhere.' }) })
  .meta({ id: 'MadeKey' });

export function keyObject(key: AccessKey): object {
  return {
    id: key.id,
    object: 'key',
    name: key.name,
    tenant: key.tenant,
    user: key.user,
    scopes: key.scopes,
    hint: key.hint,
    created_at: seconds(key.createdAt),
    expires_at: seconds(key.expiresAt),
  };
}
