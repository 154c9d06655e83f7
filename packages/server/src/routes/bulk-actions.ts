import type { BulkAction, BulkActionOrder } from '@spillway/core';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { idempotencyHeaders, window } from '../wire/batch-order-fields.ts';
import { bulkActionObject, bulkActionSchema, dryRunObject } from '../wire/bulk-action-object.ts';
import {
  bulkBatchFilter,
  bulkBatchFilterOf,
  bulkDeadLetterFilter,
  bulkDeadLetterFilterOf,
} from '../wire/bulk-filter.ts';
import { HttpRefusal } from '../wire/error-body.ts';
import { idempotencyKeyOf } from '../wire/idempotency-key.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { isRecordId, recordId } from '../wire/record-id.ts';
import { wholeNumber } from '../wire/whole-number.ts';

const tag = 'Bulk actions';
const path = '/v1/bulk_actions';

const shared = {
  dry_run: z.boolean().default(false).meta({ description: 'Whether only to say what it would come to.' }),
  completion_window: window.optional().meta({
    description:
      "For `retry` and `requeue_dead_letters`: from the moment of each batch on; each batch's own by default.",
  }),
};

const createBody = z.discriminatedUnion('action', [
  z.strictObject({ action: z.enum(['cancel', 'retry']), filter: bulkBatchFilter, ...shared }),
  z.strictObject({
    action: z.enum(['requeue_dead_letters', 'drop_dead_letters']),
    filter: bulkDeadLetterFilter,
    ...shared,
  }),
]);

const listQuery = z.object({ after: recordId.optional(), limit: wholeNumber(1, 100).optional() });

/** Actions on many batches: create, or try without effect; list, get, cancel. */
export function addBulkActionRoutes(context: AppContext): void {
  addCreateBulkAction(context);
  addListBulkActions(context);
  addRetrieveBulkAction(context);
  addCancelBulkAction(context);
}

function addCreateBulkAction({ router, clock, spillway: { bulkActions } }: AppContext): void {
  router.add(
    {
      id: 'createBulkAction',
      method: 'post',
      path,
      tag,
      summary: 'Act on many batches at once',
      description:
        'Cancels or retries all batches that the filter chooses, or requeues or drops all such dead letters. What it ' +
        'concerns is fixed by this call; a coordinator goes from batch to batch afterwards. A dry run records nothing.',
      scope: 'write',
      headers: idempotencyHeaders,
      body: createBody,
      answer: bulkActionSchema,
    },
    async ({ caller: { tenant }, body, request }) => {
      const order = { ...orderOf(body), tenant, signal: request.signal };
      if (body.dry_run) return dryRunObject(order, await bulkActions.foresee(order), clock.now());
      return bulkActionObject(await bulkActions.create({ ...order, ...idempotencyKeyOf(request) }));
    },
  );
}

function orderOf(body: z.output<typeof createBody>): BulkActionOrder {
  const given = body.completion_window === undefined ? {} : { window: body.completion_window };
  if (body.action === 'cancel' || body.action === 'retry') {
    return { action: body.action, filter: bulkBatchFilterOf(body.filter), ...given };
  }
  return { action: body.action, filter: bulkDeadLetterFilterOf(body.filter), ...given };
}

function addListBulkActions({ router, spillway: { bulkActions } }: AppContext): void {
  router.add(
    {
      id: 'listBulkActions',
      method: 'get',
      path,
      tag,
      summary: 'List bulk actions',
      description: 'Newest first. Those that ended are forgotten with the history.',
      scope: 'read',
      query: listQuery,
      answer: listSchema(bulkActionSchema),
    },
    async ({ caller: { tenant }, query: { after, limit = 20 } }) => {
      const page = await bulkActions.list({ tenant, limit, ...(after !== undefined && { after }) });
      return listObject(page.actions.map(bulkActionObject), page.hasMore);
    },
  );
}

function addRetrieveBulkAction({ router, spillway: { bulkActions } }: AppContext): void {
  router.add(
    {
      id: 'retrieveBulkAction',
      method: 'get',
      path: `${path}/{bulk_action_id}`,
      tag,
      summary: 'Look at a bulk action',
      scope: 'read',
      answer: bulkActionSchema,
    },
    async ({ caller: { tenant }, params: { bulk_action_id: id } }) =>
      bulkActionObject(known(id, isRecordId(id) ? await bulkActions.get({ tenant, id }) : undefined)),
  );
}

function addCancelBulkAction({ router, spillway: { bulkActions } }: AppContext): void {
  router.add(
    {
      id: 'cancelBulkAction',
      method: 'post',
      path: `${path}/{bulk_action_id}/cancel`,
      tag,
      summary: 'Stop a bulk action',
      description: 'Before its next batch. What was done stays done; one that has ended is answered as it is.',
      scope: 'write',
      answer: bulkActionSchema,
    },
    async ({ caller: { tenant }, params: { bulk_action_id: id } }) =>
      bulkActionObject(known(id, isRecordId(id) ? await bulkActions.cancel({ tenant, id }) : undefined)),
  );
}

function known(id: string, action: BulkAction | undefined): BulkAction {
  if (action) return action;
  throw new HttpRefusal(404, { message: `No bulk action found with id '${id}'.` });
}
