import type { DeadLetterFilter } from '@spillway/core';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { contentStream } from '../download/content-stream.ts';
import { window } from '../wire/batch-order-fields.ts';
import { deadLetterObject, deadLetterSchema, requeueObject, requeueSchema } from '../wire/dead-letter-object.ts';
import { noSuchRequest } from '../wire/error-body.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { isRecordId, recordId } from '../wire/record-id.ts';
import { requestDetailSchema, requestDetailText } from '../wire/request-object.ts';
import { wholeNumber } from '../wire/whole-number.ts';

const tag = 'Dead letters';
const path = '/v1/dead_letters';

const filter = {
  batch_id: recordId.optional().meta({ description: 'Only of this batch.' }),
  model: z.string().min(1).max(256).optional().meta({ description: 'Only for this model.' }),
  code: z.string().min(1).max(256).optional().meta({
    description: 'Only with this `error_code`, or whose last attempt ended with this code, such as `server_error`.',
  }),
};

const listQuery = z.object({
  ...filter,
  after: recordId.optional().meta({ description: 'A request id.' }),
  limit: wholeNumber(1, 100).optional(),
});

/** A word that is no filter is refused: passed over, it would run everything again. */
const requeueBody = z.strictObject({
  ...filter,
  request_ids: z.array(recordId).min(1).max(1_000).optional().meta({ description: 'Only these.' }),
  completion_window: window.optional().meta({ description: "From now on; each batch's own by default." }),
  dry_run: z.boolean().default(false).meta({ description: 'Whether only to say what would happen.' }),
});

/** Requests that were given up: list, look at one, run again, download. */
export function addDeadLetterRoutes(context: AppContext): void {
  addListDeadLetters(context);
  addRequeueDeadLetters(context);
  // Before the route whose parameter would match it.
  addDownloadDeadLetters(context);
  addRetrieveDeadLetter(context);
}

function addListDeadLetters({ router, spillway: { deadLetters } }: AppContext): void {
  router.add(
    {
      id: 'listDeadLetters',
      method: 'get',
      path,
      tag,
      summary: 'List requests that were given up',
      description: 'Those of the newest batch first, and of a batch in the order of its input.',
      scope: 'read',
      query: listQuery,
      answer: listSchema(deadLetterSchema),
    },
    async ({ caller: { tenant }, query, request: { signal } }) => {
      const { after, limit = 20 } = query;
      const asked = { ...filterOf(query), tenant, limit, signal, ...(after !== undefined && { after }) };
      const page = await deadLetters.list(asked);
      return listObject(page.deadLetters.map(deadLetterObject), page.hasMore);
    },
  );
}

function addRequeueDeadLetters({ router, clock, spillway: { deadLetters } }: AppContext): void {
  router.add(
    {
      id: 'requeueDeadLetters',
      method: 'post',
      path: `${path}/requeue`,
      tag,
      summary: 'Run requests again that were given up',
      description:
        'All of them, or those that the body chooses. Reopens their batches, which have new files at the end; batches ' +
        'that still run are left out. A dry run changes nothing and tells what the call would do.',
      scope: 'write',
      body: requeueBody,
      answer: requeueSchema,
    },
    async ({ caller: { tenant }, body, request: { signal } }) => {
      const { request_ids: requestIds, completion_window: wanted, dry_run: dryRun } = body;
      const requeued = await deadLetters.requeue({
        ...filterOf(body),
        ...{ tenant, dryRun, signal },
        ...(requestIds && { requestIds }),
        ...(wanted !== undefined && { window: wanted }),
      });
      return requeueObject(requeued, { dryRun, asOf: clock.now() });
    },
  );
}

function addDownloadDeadLetters({ router, report, spillway: { deadLetters } }: AppContext): void {
  router.add(
    {
      id: 'downloadDeadLetters',
      method: 'get',
      path: `${path}/content`,
      tag,
      summary: 'Download requests that were given up',
      description:
        'One object a line: the request, its lines of input and output, and its attempts. In the order of the list.',
      scope: 'read',
      query: z.object(filter),
      answer: { type: 'application/x-ndjson', description: 'Lines of JSON.' },
    },
    async ({ caller: { tenant }, query, request, requestId }) => {
      const { method, signal } = request;
      const headers = {
        'content-type': 'application/x-ndjson',
        'content-disposition': 'attachment; filename="dead-letters.jsonl"',
      };
      if (method === 'HEAD') return new Response(null, { headers });
      const lines = deadLetters.download({ ...filterOf(query), tenant, signal });
      const ours = (error: unknown): void => {
        if (!signal.aborted) report(error, requestId);
      };
      return new Response(await contentStream(lines, ours), { headers });
    },
  );
}

function addRetrieveDeadLetter({ router, present, spillway: { deadLetters } }: AppContext): void {
  router.add(
    {
      id: 'retrieveDeadLetter',
      method: 'get',
      path: `${path}/{request_id}`,
      tag,
      summary: 'Look at a request that was given up',
      description: 'With its lines and its attempts.',
      scope: 'read',
      answer: requestDetailSchema,
    },
    async ({ caller: { tenant }, params: { request_id: id }, request: { signal } }) => {
      const request = isRecordId(id) ? await deadLetters.get({ tenant, id, signal }) : undefined;
      if (!request) throw noSuchRequest(id);
      return new Response(requestDetailText(request, present), { headers: { 'content-type': 'application/json' } });
    },
  );
}

interface AskedFilter {
  readonly batch_id?: string | undefined;
  readonly model?: string | undefined;
  readonly code?: string | undefined;
}

function filterOf({ batch_id: batchId, model, code }: AskedFilter): DeadLetterFilter {
  return {
    ...(batchId !== undefined && { batchId }),
    ...(model !== undefined && { model }),
    ...(code !== undefined && { code }),
  };
}
