import type { BatchCount } from '@spillway/api-types';
import type { BatchOrder } from '@spillway/core';
import type { Batch } from '@spillway/core/store';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { fromFirstPrototype } from '../compatibility/from-first-prototype.ts';
import { batchChoiceOf, batchFilterQuery } from '../wire/batch-filter.ts';
import { batchObject, batchSchema } from '../wire/batch-object.ts';
import {
  deduplicate,
  endpoint,
  idempotencyHeaders,
  inputFileId,
  metadata,
  outputExpiresAfter,
  window,
} from '../wire/batch-order-fields.ts';
import { batchPageOf, batchPageQuery } from '../wire/batch-page-query.ts';
import { HttpRefusal } from '../wire/error-body.ts';
import { idempotencyKeyOf } from '../wire/idempotency-key.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { objectSchema } from '../wire/object-schema.ts';
import { traceparentOf } from '../wire/traceparent.ts';
import { knownBatch } from './known-batch.ts';

const tag = 'Batches';
const path = '/v1/batches';

const createBody = z.object({
  input_file_id: inputFileId,
  endpoint,
  completion_window: window,
  metadata,
  output_expires_after: outputExpiresAfter,
  deduplicate,
  user: z.string().min(1).max(64).nullish().meta({ description: "Who asks, unless the key says it. Spillway's own." }),
});

/** Batches: create, list, count, get, cancel. */
export function addBatchRoutes(context: AppContext): void {
  addCreateBatch(context);
  addListBatches(context);
  // Before the route whose parameter would match it.
  addCountBatches(context);
  addRetrieveBatch(context);
  addCancelBatch(context);
}

function addCreateBatch({ router, compatibility, clock, spillway: { batches } }: AppContext): void {
  router.add(
    {
      id: 'createBatch',
      method: 'post',
      path,
      tag,
      summary: 'Create a batch',
      scope: 'write',
      headers: idempotencyHeaders,
      body: createBody,
      ...(compatibility && { prepare: fromFirstPrototype }),
      answer: batchSchema,
    },
    async ({ caller: { tenant, user }, body, request }) => {
      const asks = user ?? body.user ?? undefined;
      const order: BatchOrder = {
        tenant,
        inputFileId: body.input_file_id,
        endpoint: body.endpoint,
        window: body.completion_window,
        metadata: body.metadata ?? null,
        ...(asks !== undefined && { user: asks }),
        ...(body.output_expires_after && { outputExpiresAfterMs: body.output_expires_after.seconds * 1_000 }),
        ...(body.deduplicate && { deduplicate: body.deduplicate }),
        ...idempotencyKeyOf(request),
        ...traceparentOf(request),
      };
      return batchObject(await batches.create(order), clock.now());
    },
  );
}

function addListBatches({ router, clock, spillway: { batches } }: AppContext): void {
  router.add(
    {
      id: 'listBatches',
      method: 'get',
      path,
      tag,
      summary: 'List batches',
      description: 'Newest first unless `order` says otherwise. A word that is left out chooses nothing away.',
      scope: 'read',
      query: batchPageQuery,
      answer: listSchema(batchSchema),
    },
    async ({ caller, query }) => {
      const page = await batches.list(batchPageOf(caller, query));
      return listObject(
        page.batches.map((batch) => batchObject(batch, clock.now())),
        page.hasMore,
      );
    },
  );
}

function addCountBatches({ router, spillway: { batches } }: AppContext): void {
  router.add(
    {
      id: 'countBatches',
      method: 'get',
      path: `${path}/count`,
      tag,
      summary: 'Count batches',
      description: 'As many as the list of the same words holds.',
      scope: 'read',
      query: z.object(batchFilterQuery),
      answer: objectSchema<BatchCount>({ object: z.literal('batch.count'), count: z.int() }),
    },
    async ({ caller, query }): Promise<BatchCount> => ({
      object: 'batch.count',
      count: await batches.count(batchChoiceOf(caller, query)),
    }),
  );
}

function addRetrieveBatch({ router, clock, spillway: { batches } }: AppContext): void {
  router.add(
    {
      id: 'retrieveBatch',
      method: 'get',
      path: `${path}/{batch_id}`,
      tag,
      summary: 'Look at a batch',
      scope: 'read',
      answer: batchSchema,
    },
    async ({ caller: { tenant }, params: { batch_id: id } }) =>
      batchObject(await knownBatch(batches, { tenant, id }), clock.now()),
  );
}

function addCancelBatch({ router, clock, spillway: { batches } }: AppContext): void {
  router.add(
    {
      id: 'cancelBatch',
      method: 'post',
      path: `${path}/{batch_id}/cancel`,
      tag,
      summary: 'Cancel a batch',
      description: 'What is finished by then is kept. A batch that has ended is refused.',
      scope: 'write',
      answer: batchSchema,
    },
    async ({ caller: { tenant }, params: { batch_id: id } }) => {
      const key = { tenant, id };
      refuseEnded(await knownBatch(batches, key));
      const batch = (await batches.cancel(key)) ?? (await knownBatch(batches, key));
      // It may have ended meanwhile; as cancelled, that is what was asked for.
      if (batch.phase !== 'cancelled') refuseEnded(batch);
      return batchObject(batch, clock.now());
    },
  );
}

function refuseEnded({ id, phase, endedAt }: Batch): void {
  if (endedAt === null) return;
  throw new HttpRefusal(400, { message: `Batch '${id}' has ended as ${phase} and cannot be cancelled.` });
}
