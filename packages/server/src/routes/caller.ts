import type { Caller } from '@spillway/api-types';
import { version } from '@spillway/core';
import { scopes } from '@spillway/core/store';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { callerLimitsObject, callerLimitsSchema } from '../wire/caller-limits-object.ts';
import { objectSchema } from '../wire/object-schema.ts';

const callerSchema: z.ZodType<Caller> = objectSchema<Caller>({
  object: z.literal('caller'),
  tenant: z.string().meta({ description: "The key's, or the one that `spillway-tenant` names." }),
  user: z.string().nullable(),
  scopes: z.array(z.enum(scopes)),
  key_id: z
    .string()
    .nullable()
    .meta({ description: "`operator` for the server's own; null where no key is asked for." }),
  key_name: z.string().nullable(),
  version: z.string().meta({ description: 'Of the server.' }),
  limits: callerLimitsSchema,
}).meta({ id: 'Caller' });

/** Tells callers who they are. */
export function addCallerRoute({ router, spillway: { limits } }: AppContext): void {
  router.add(
    {
      id: 'readCaller',
      method: 'get',
      path: '/v1/caller',
      tag: 'Keys',
      summary: 'Whose key this is, and what it may do',
      scope: 'read',
      answer: callerSchema,
    },
    ({ caller: { tenant, user, scopes: held, keyId, keyName } }): Caller => ({
      object: 'caller',
      ...{ tenant, user, scopes: held, key_id: keyId, key_name: keyName, version },
      limits: callerLimitsObject(limits),
    }),
  );
}
