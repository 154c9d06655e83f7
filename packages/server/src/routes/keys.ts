import { scopes } from '@spillway/core/store';
import { z } from 'zod';
import { tenantName } from '../access/tenant-name.ts';
import type { AppContext } from '../app-context.ts';
import { deletedObject, deletedSchema } from '../wire/deleted-object.ts';
import { HttpRefusal } from '../wire/error-body.ts';
import { keyObject, keySchema, madeKeySchema } from '../wire/key-object.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { isRecordId, recordId } from '../wire/record-id.ts';
import { wholeNumber } from '../wire/whole-number.ts';

const tag = 'Keys';
const path = '/v1/keys';

const createBody = z.object({
  name: z.string().min(1).max(100),
  tenant: z.string().optional().meta({ description: 'The tenant of the caller by default.' }),
  user: z.string().optional(),
  scopes: z.array(z.enum(scopes)).min(1).optional().meta({ description: '`read` and `write` by default.' }),
  expires_after: z
    .object({ anchor: z.literal('created_at'), seconds: z.int().min(60).max(315_360_000) })
    .nullish()
    .meta({ description: 'Never by default.' }),
});

const listQuery = z.object({
  tenant: tenantName.optional(),
  after: recordId.optional(),
  limit: wholeNumber(1, 100).optional(),
});

/** The keys of the API, for operators: create, list, revoke. */
export function addKeyRoutes({ router, spillway: { keys } }: AppContext): void {
  router.add(
    {
      id: 'createKey',
      method: 'post',
      path,
      tag,
      summary: 'Create a key',
      description: 'The secret is in this answer and nowhere else.',
      scope: 'operator',
      body: createBody,
      answer: madeKeySchema,
    },
    async ({ caller, body: { expires_after: life, tenant = caller.tenant, ...order } }) => {
      const { key, secret } = await keys.create({
        tenant,
        name: order.name,
        ...(order.user !== undefined && { user: order.user }),
        ...(order.scopes && { scopes: order.scopes }),
        ...(life && { expiresInMs: life.seconds * 1_000 }),
      });
      return { ...keyObject(key), secret };
    },
  );

  router.add(
    {
      id: 'listKeys',
      method: 'get',
      path,
      tag,
      summary: 'List the keys, newest first',
      scope: 'operator',
      query: listQuery,
      answer: listSchema(keySchema),
    },
    async ({ query: { tenant, after, limit = 20 } }) => {
      const optional = { ...(tenant !== undefined && { tenant }), ...(after !== undefined && { after }) };
      const page = await keys.list({ limit, ...optional });
      return listObject(page.keys.map(keyObject), page.hasMore);
    },
  );

  router.add(
    {
      id: 'revokeKey',
      method: 'delete',
      path: `${path}/{key_id}`,
      tag,
      summary: 'Revoke a key at once and for ever',
      scope: 'operator',
      answer: deletedSchema('key'),
    },
    async ({ params: { key_id: id } }) => {
      const removed = isRecordId(id) ? await keys.remove(id) : 'absent';
      if (removed === 'absent') throw new HttpRefusal(404, { message: `No key found with id '${id}'.` });
      return deletedObject('key', id);
    },
  );
}
