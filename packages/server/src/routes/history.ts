import type { HistoryQuery } from '@spillway/core';
import { z } from 'zod';
import { type Caller, isOperator } from '../access/caller.ts';
import { tenantName } from '../access/tenant-name.ts';
import type { AppContext } from '../app-context.ts';
import { HttpRefusal } from '../wire/error-body.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { recordId } from '../wire/record-id.ts';
import { reportObject, reportSchema } from '../wire/report-object.ts';
import { wholeNumber } from '../wire/whole-number.ts';

const YEAR_9999 = 253_402_300_799;
const instant = wholeNumber(0, YEAR_9999);

const listQuery = z.object({
  tenant: tenantName.optional().meta({ description: 'For operators; all tenants when left out.' }),
  batch_id: recordId.optional(),
  from: instant.optional().meta({ description: 'Ended then or later, in seconds since the epoch.' }),
  to: instant.optional().meta({ description: 'Ended before.' }),
  after: recordId.optional(),
  limit: wholeNumber(1, 100).optional(),
});

/** What became of batches: one report for each revision that ended. */
export function addHistoryRoute({ router, spillway: { history } }: AppContext): void {
  router.add(
    {
      id: 'listHistory',
      method: 'get',
      path: '/v1/history',
      tag: 'History',
      summary: 'List reports on batches that ended, the last first',
      description: "The caller's own. Operators see those of all tenants, or of the one that they name.",
      scope: 'read',
      query: listQuery,
      answer: listSchema(reportSchema),
    },
    async ({ caller, query, request }) => {
      const tenant = tenantOf(caller, query.tenant, request);
      const asked: HistoryQuery = {
        limit: query.limit ?? 20,
        ...(tenant !== undefined && { tenant }),
        ...(query.batch_id !== undefined && { batchId: query.batch_id }),
        ...(query.from !== undefined && { from: query.from * 1_000 }),
        ...(query.to !== undefined && { to: query.to * 1_000 }),
        ...(query.after !== undefined && { after: query.after }),
      };
      const { reports, hasMore } = await history.list(asked);
      return listObject(reports.map(reportObject), hasMore);
    },
  );
}

/** An operator sees all tenants unless one is named, by the query or by the header that every call takes. */
function tenantOf(caller: Caller, asked: string | undefined, { headers }: Request): string | undefined {
  if (isOperator(caller)) return asked ?? (headers.has('spillway-tenant') ? caller.tenant : undefined);
  if (asked === undefined || asked === caller.tenant) return caller.tenant;
  throw new HttpRefusal(403, {
    message: "Only a key with the scope 'operator' may name another tenant.",
    type: 'permission_error',
    param: 'tenant',
    code: 'insufficient_scope',
  });
}
