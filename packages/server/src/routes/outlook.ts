import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { batchChoiceOf, batchFilterQuery } from '../wire/batch-filter.ts';
import { noSuchBatch } from '../wire/error-body.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { outlookObject, outlookSchema } from '../wire/outlook-object.ts';
import { isRecordId } from '../wire/record-id.ts';
import { wholeNumber } from '../wire/whole-number.ts';

const tag = 'Batches';

const listQuery = z.object({
  all_tenants: batchFilterQuery.all_tenants,
  limit: wholeNumber(1, 100).optional(),
});

/** What is to be expected of batches, and why some will be late. */
export function addOutlookRoutes({ router, spillway: { outlook } }: AppContext): void {
  router.add(
    {
      id: 'readBatchOutlook',
      method: 'get',
      path: '/v1/batches/{batch_id}/outlook',
      tag,
      summary: 'Ask when a batch is expected to be done, and why it will be late',
      description: 'Forecast as a quote is, for all running batches together; good for a few seconds.',
      scope: 'read',
      answer: outlookSchema,
    },
    async ({ caller: { tenant }, params: { batch_id: id } }) => {
      const found = isRecordId(id) ? await outlook.get({ tenant, id }) : undefined;
      if (!found) throw noSuchBatch(id);
      return outlookObject(found);
    },
  );

  router.add(
    {
      id: 'listOutlooks',
      method: 'get',
      path: '/v1/outlook',
      tag,
      summary: 'List the running batches with the least slack',
      description:
        'Of the hundred with the soonest deadlines; those of which nobody can tell come last. There is one page.',
      scope: 'read',
      query: listQuery,
      answer: listSchema(outlookSchema),
    },
    async ({ caller, query: { all_tenants, limit = 20 } }) => {
      const found = await outlook.list({ ...batchChoiceOf(caller, { all_tenants }), limit });
      return listObject(found.map(outlookObject), false);
    },
  );
}
