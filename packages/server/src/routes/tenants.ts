import { z } from 'zod';
import { isTenantName, tenantName } from '../access/tenant-name.ts';
import type { AppContext } from '../app-context.ts';
import { HttpRefusal } from '../wire/error-body.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { tenantLimitsOf, tenantLimitsSchema, tenantObject, tenantSchema } from '../wire/tenant-object.ts';
import { wholeNumber } from '../wire/whole-number.ts';

const tag = 'Tenants';
const path = '/v1/tenants';

const listQuery = z.object({ after: tenantName.optional(), limit: wholeNumber(1, 100).optional() });

/** Tenants with limits of their own, for operators. */
export function addTenantRoutes({ router, spillway: { tenants } }: AppContext): void {
  router.add(
    {
      id: 'listTenants',
      method: 'get',
      path,
      tag,
      summary: 'List the tenants with limits of their own',
      scope: 'operator',
      query: listQuery,
      answer: listSchema(tenantSchema),
    },
    async ({ query: { after, limit = 20 } }) => {
      const page = await tenants.list({ limit, ...(after !== undefined && { after }) });
      return listObject(page.tenants.map(tenantObject), page.hasMore);
    },
  );

  router.add(
    {
      id: 'retrieveTenant',
      method: 'get',
      path: `${path}/{tenant_id}`,
      tag,
      summary: 'Look at a tenant',
      scope: 'operator',
      answer: tenantSchema,
    },
    async ({ params: { tenant_id: id } }) => {
      const tenant = isTenantName(id) ? await tenants.get(id) : undefined;
      if (!tenant) throw new HttpRefusal(404, { message: `Tenant '${id}' has no limits of its own.` });
      return tenantObject(tenant);
    },
  );

  router.add(
    {
      id: 'putTenant',
      method: 'post',
      path: `${path}/{tenant_id}`,
      tag,
      summary: 'Set the limits of a tenant',
      description: "Replaces all of them; a limit that is left out is bounded by the server's own.",
      scope: 'operator',
      body: z.object({ limits: tenantLimitsSchema }),
      answer: tenantSchema,
    },
    async ({ params: { tenant_id: id }, body: { limits } }) =>
      tenantObject(await tenants.put({ id, limits: tenantLimitsOf(limits) })),
  );
}
