import type { RequestStatus, SpillwayBatches } from '@spillway/core';
import { requestStatuses } from '@spillway/core';
import type { Outcome } from '@spillway/core/store';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { batchObject, batchSchema } from '../wire/batch-object.ts';
import { window } from '../wire/batch-order-fields.ts';
import { noSuchBatch, noSuchRequest } from '../wire/error-body.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { isRecordId, recordId } from '../wire/record-id.ts';
import { requestDetailSchema, requestDetailText, requestObject, requestSchema } from '../wire/request-object.ts';
import { wholeNumber } from '../wire/whole-number.ts';
import { knownBatch } from './known-batch.ts';

const tag = 'Requests';

const listQuery = z.object({
  status: z.enum(requestStatuses).optional(),
  custom_id: z.string().min(1).optional(),
  after: recordId.optional().meta({ description: 'A request id.' }),
  limit: wholeNumber(1, 100).optional(),
});

/** How requests end, in the wire's words. */
const outcomeOf = {
  completed: 'succeeded',
  failed: 'failed',
  dead_lettered: 'deadLettered',
  expired: 'expired',
  cancelled: 'cancelled',
} as const satisfies Partial<Record<RequestStatus, Outcome>>;
const endings = Object.keys(outcomeOf) as [keyof typeof outcomeOf, ...(keyof typeof outcomeOf)[]];

const retryBody = z.object({
  statuses: z
    .array(z.enum(endings))
    .min(1)
    .optional()
    .meta({ description: '`failed`, `dead_lettered`, `expired` and `cancelled` by default.' }),
  request_ids: z.array(recordId).min(1).max(1_000).optional().meta({ description: 'Only these.' }),
  completion_window: window.optional(),
});

/** The requests of batches: list, look at one, run again. */
export function addRequestRoutes(context: AppContext): void {
  addListBatchRequests(context);
  addRetrieveRequest(context);
  addRetryRequest(context);
  addRetryBatch(context);
}

function addListBatchRequests({ router, spillway: { batches } }: AppContext): void {
  router.add(
    {
      id: 'listBatchRequests',
      method: 'get',
      path: '/v1/batches/{batch_id}/requests',
      tag,
      summary: 'List the requests of a batch',
      description: 'In the order of the input. None before the batch is planned.',
      scope: 'read',
      query: listQuery,
      answer: listSchema(requestSchema),
    },
    async ({ caller: { tenant }, params: { batch_id: id }, query, request: { signal } }) => {
      const { status, custom_id: customId, after, limit = 20 } = query;
      const optional = {
        ...(status !== undefined && { status }),
        ...(customId !== undefined && { customId }),
        ...(after !== undefined && { after }),
      };
      const page = isRecordId(id) ? await batches.requests({ tenant, id, limit, signal, ...optional }) : undefined;
      if (!page) throw noSuchBatch(id);
      return listObject(page.requests.map(requestObject), page.hasMore);
    },
  );
}

function addRetrieveRequest({ router, present, spillway: { batches } }: AppContext): void {
  router.add(
    {
      id: 'retrieveRequest',
      method: 'get',
      path: '/v1/requests/{request_id}',
      tag,
      summary: 'Look at a request and its lines',
      scope: 'read',
      answer: requestDetailSchema,
    },
    async ({ caller: { tenant }, params: { request_id: id }, request: { signal } }) => {
      const request = isRecordId(id) ? await batches.request({ tenant, id, signal }) : undefined;
      if (!request) throw noSuchRequest(id);
      return new Response(requestDetailText(request, present), { headers: { 'content-type': 'application/json' } });
    },
  );
}

function addRetryRequest({ router, clock, spillway: { batches } }: AppContext): void {
  router.add(
    {
      id: 'retryRequest',
      method: 'post',
      path: '/v1/requests/{request_id}/retry',
      tag,
      summary: 'Run a request again',
      description: 'Reopens its batch, which must have ended, for this one request.',
      scope: 'write',
      answer: batchSchema,
    },
    async ({ caller: { tenant }, params: { request_id: requestId } }) => {
      const id = await batchOf(batches, { tenant, id: requestId });
      return batchObject(await batches.retry({ tenant, id, requestIds: [requestId] }), clock.now());
    },
  );
}

function addRetryBatch({ router, clock, spillway: { batches } }: AppContext): void {
  router.add(
    {
      id: 'retryBatch',
      method: 'post',
      path: '/v1/batches/{batch_id}/retry',
      tag,
      summary: 'Run the failed requests of a batch again',
      description:
        'Reopens a batch that has ended: its next revision runs the chosen requests, with a window of its own, and ' +
        'then has new files. The old files stay until they expire.',
      scope: 'write',
      body: retryBody,
      answer: batchSchema,
    },
    async ({ caller: { tenant }, params: { batch_id: id }, body }) => {
      const { statuses, request_ids: requestIds, completion_window: asked } = body;
      await knownBatch(batches, { tenant, id });
      const batch = await batches.retry({
        tenant,
        id,
        ...(statuses && { outcomes: statuses.map((status) => outcomeOf[status]) }),
        ...(requestIds && { requestIds }),
        ...(asked !== undefined && { window: asked }),
      });
      return batchObject(batch, clock.now());
    },
  );
}

async function batchOf(
  batches: SpillwayBatches,
  key: { readonly tenant: string; readonly id: string },
): Promise<string> {
  const request = isRecordId(key.id) ? await batches.request(key) : undefined;
  if (!request) throw noSuchRequest(key.id);
  return request.batchId;
}
