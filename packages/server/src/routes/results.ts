import { type ResultQuery, type SpillwayBatches, statusOf } from '@spillway/core';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { createEventStream, type SendEvent } from '../stream/event-stream.ts';
import { noSuchBatch } from '../wire/error-body.ts';
import { wholeNumber } from '../wire/whole-number.ts';
import { knownBatch } from './known-batch.ts';

const resultsQuery = z.object({
  order: z.enum(['completion', 'input']).default('completion').meta({
    description: '`completion`: as they end. `input`: the finished prefix of the input.',
  }),
  cursor: z.string().max(65_536).optional().meta({ description: 'Where an earlier page ended.' }),
  limit: wholeNumber(1, 10_000).optional().meta({ description: 'Lines of one page, at the most; 1,000 by default.' }),
  follow: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Whether to wait for the end, as server-sent events.' }),
});

const lastEventId = z.object({
  'last-event-id': z
    .string()
    .optional()
    .meta({ description: 'As `cursor`, which it goes before, for clients of server-sent events.' }),
});

/** The lines of a batch while it runs. */
export function addResultRoute(context: AppContext): void {
  const { router, report, clock, stopping, authenticate, takePlace, spillway } = context;
  const { batches } = spillway;
  router.add(
    {
      id: 'readBatchResults',
      method: 'get',
      path: '/v1/batches/{batch_id}/results',
      tag: 'Batches',
      summary: 'Read results while the batch runs',
      description:
        'The lines that will stand in the output and error files, nothing twice and nothing skipped from cursor to ' +
        'cursor. With `follow=true` they come as server-sent events: `results` with lines as data and the cursor as ' +
        'id, and `done` at the end.',
      scope: 'read',
      query: resultsQuery,
      headers: lastEventId,
      answer: {
        type: 'application/jsonl',
        description: 'Output lines. With `follow=true` a text/event-stream of them.',
        headers: {
          'spillway-cursor': 'Where the next page begins.',
          'spillway-done': '`true` when the batch has ended and these are the last of its lines.',
        },
      },
    },
    async ({ caller, params: { batch_id: id }, query, request, requestId }) => {
      const { tenant } = caller;
      await knownBatch(batches, { tenant, id });
      // A client of server-sent events comes back to the address with which it began, with the last id that it saw.
      const cursor = request.headers.get('last-event-id') ?? query.cursor;
      const { order, limit = 1_000 } = query;
      const asked: Asked = { tenant, id, order, limit, ...(cursor !== undefined && { cursor }) };
      if (query.follow === 'false') return pageOf(batches, { ...asked, signal: request.signal });
      // What is wrong with the cursor is said while there still can be a status.
      await batches.results({ ...asked, limit: 1, signal: request.signal });
      return createEventStream(
        {
          ...{ clock, request, stopping, authenticate, leave: takePlace(caller) },
          report: (error) => report(error, requestId),
        },
        (send, signal) => follow(batches, { ...asked, signal }, send),
      );
    },
  );
}

interface Asked extends ResultQuery {
  readonly tenant: string;
}

async function pageOf(batches: SpillwayBatches, asked: Asked): Promise<Response> {
  const page = await batches.results(asked);
  if (!page) throw noSuchBatch(asked.id);
  const headers = {
    'content-type': 'application/jsonl',
    'spillway-cursor': page.cursor,
    'spillway-done': String(page.done),
  };
  return new Response(Buffer.concat(page.lines), { headers });
}

async function follow(batches: SpillwayBatches, asked: Asked, send: SendEvent): Promise<void> {
  for await (const { lines, cursor: id, done } of batches.follow(asked)) {
    if (lines.length > 0) await send({ event: 'results', id, data: Buffer.concat(lines).toString().trimEnd() });
    if (!done) continue;
    const status = statusOf(await knownBatch(batches, asked));
    await send({ event: 'done', id, data: JSON.stringify({ status }) });
  }
}
