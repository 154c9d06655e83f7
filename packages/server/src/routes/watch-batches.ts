import type { AppContext } from '../app-context.ts';
import { answerLive } from '../live/answer-live.ts';
import { lastEventId, tellNews } from '../live/tell-news.ts';
import { batchPageOf, batchPageQuery } from '../wire/batch-page-query.ts';

/** A page of batches as it goes on. To be added before `/v1/batches/{batch_id}`, which it looks like. */
export function addWatchBatchesRoute(context: AppContext): void {
  const { router, clock, stopping, report, authenticate, takePlace, live } = context;
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
      query: batchPageQuery,
      answer: { type: 'text/event-stream', description: 'Events without an end.' },
    },
    ({ caller, query, request, requestId }) => {
      const page = batchPageOf(caller, query);
      return answerLive({
        ...{ clock, request, stopping, authenticate, takePlace: () => takePlace(caller) },
        report: (error) => report(error, requestId),
        follow: (signal) => live.pages.follow(page, signal),
        tell: tellNews('page', request),
      });
    },
  );
}
