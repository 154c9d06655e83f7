import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { answerLive } from '../live/answer-live.ts';
import { lastEventId, tellNews } from '../live/tell-news.ts';
import { recordId } from '../wire/record-id.ts';
import { wholeNumber } from '../wire/whole-number.ts';

const listQuery = z.object({ after: recordId.optional(), limit: wholeNumber(1, 100).optional() });

/** A page of batches as it goes on. To be added before `/v1/batches/{batch_id}`, which it looks like. */
export function addWatchBatchesRoute({ router, clock, stopping, report, live }: AppContext): void {
  router.add(
    {
      id: 'watchBatches',
      method: 'get',
      path: '/v1/batches/events',
      tag: 'Batches',
      summary: 'Watch a page of batches',
      description:
        'Server-sent events: `page` with what listing batches would answer, at once and whenever it changed, at most ' +
        'twice a second.',
      scope: 'read',
      headers: lastEventId,
      query: listQuery,
      answer: { type: 'text/event-stream', description: 'Events without an end.' },
    },
    ({ caller: { tenant }, query: { after, limit = 20 }, request, requestId }) => {
      const page = { tenant, limit, ...(after !== undefined && { after }) };
      return answerLive({
        ...{ clock, request, stopping },
        report: (error) => report(error, requestId),
        follow: (signal) => live.pages.follow(page, signal),
        tell: tellNews('page', request),
      });
    },
  );
}
