import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { contentStream } from '../download/content-stream.ts';
import { window } from '../wire/batch-order-fields.ts';
import { deadLetterFilter, deadLetterFilterOf, deadLetterSelection } from '../wire/dead-letter-filter.ts';
import { deadLetterObject, deadLetterSchema, requeueObject, requeueSchema } from '../wire/dead-letter-object.ts';
import { noSuchRequest } from '../wire/error-body.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { isRecordId, recordId } from '../wire/record-id.ts';
import { requestDetailSchema, requestDetailText } from '../wire/request-object.ts';
import { wholeNumber } from '../wire/whole-number.ts';
import { addDropDeadLetters } from './dead-letter-drop.ts';
import { addDeadLetterGroups } from './dead-letter-groups.ts';

const tag = 'Dead letters';
const path = '/v1/dead_letters';

const listQuery = z.object({
  ...deadLetterFilter,
  after: recordId.optional().meta({ description: 'A request id.' }),
  limit: wholeNumber(1, 100).optional(),
});

const requeueBody = z.strictObject({
  ...deadLetterSelection,
  completion_window: window.optional().meta({ description: "From now on; each batch's own by default." }),
});

/** Requests that were given up: list, group, look at one, run again, drop, download. */
export function addDeadLetterRoutes(context: AppContext): void {
  addListDeadLetters(context);
  addRequeueDeadLetters(context);
  addDropDeadLetters(context);
  // Before the route whose parameter would match them.
  addDownloadDeadLetters(context);
  addDeadLetterGroups(context);
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
      const asked = { ...deadLetterFilterOf(query), tenant, limit, signal, ...(after !== undefined && { after }) };
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
        ...deadLetterFilterOf(body),
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
      query: z.object(deadLetterFilter),
      answer: { type: 'application/x-ndjson', description: 'Lines of JSON.' },
    },
    async ({ caller: { tenant }, query, request, requestId }) => {
      const { method, signal } = request;
      const headers = {
        'content-type': 'application/x-ndjson',
        'content-disposition': 'attachment; filename="dead-letters.jsonl"',
      };
      if (method === 'HEAD') return new Response(null, { headers });
      const lines = deadLetters.download({ ...deadLetterFilterOf(query), tenant, signal });
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
