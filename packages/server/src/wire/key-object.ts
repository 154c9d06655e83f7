import type { Key, MadeKey } from '@spillway/api-types';
import { type AccessKey, scopes } from '@spillway/core/store';
import { z } from 'zod';
import { type FieldSchemas, objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

const fields: FieldSchemas<Key> = {
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
export const keySchema: z.ZodType<Key> = objectSchema<Key>(fields).meta({ id: 'Key' });

/** A key just made. */
export const madeKeySchema: z.ZodType<MadeKey> = objectSchema<MadeKey>({
  ...fields,
  secret: z.string().meta({ description: 'The key itself: shown this once and kept nowhere.' }),
}).meta({ id: 'MadeKey' });

export function keyObject(key: AccessKey): Key {
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
