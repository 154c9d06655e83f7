import type { Batch } from '@spillway/core/store';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { answerLive } from '../live/answer-live.ts';
import type { BatchLook } from '../live/batch-looks.ts';
import type { SendEvent } from '../stream/event-stream.ts';
import { noSuchBatch } from '../wire/error-body.ts';
import { eventObject, eventSchema } from '../wire/event-object.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { isRecordId } from '../wire/record-id.ts';
import { knownBatch } from './known-batch.ts';

const tag = 'Batches';

const lastEventId = z.object({
  'last-event-id': z.string().optional().meta({ description: 'The id of the last `timeline` event that was seen.' }),
});

/** A batch's history, and its progress as it happens. */
export function addEventRoutes(context: AppContext): void {
  const { router, clock, stopping, report, authenticate, takePlace, spillway, live } = context;
  const { batches } = spillway;
  router.add(
    {
      id: 'readBatchTimeline',
      method: 'get',
      path: '/v1/batches/{batch_id}/timeline',
      tag,
      summary: 'Read the history of a batch',
      description: 'Its newest 200 events, oldest first.',
      scope: 'read',
      answer: listSchema(eventSchema),
    },
    async ({ caller: { tenant }, params: { batch_id: id } }) => {
      await knownBatch(batches, { tenant, id });
      return listObject((await batches.timeline({ tenant, id })).map(eventObject), false);
    },
  );

  router.add(
    {
      id: 'watchBatch',
      method: 'get',
      path: '/v1/batches/{batch_id}/events',
      tag,
      summary: 'Watch a batch',
      description:
        'Server-sent events: `batch` with the batch whenever it changed, `timeline` with each event of its history, ' +
        'and `done` when it has ended.',
      scope: 'read',
      headers: lastEventId,
      answer: { type: 'text/event-stream', description: 'Events until the batch has ended.' },
    },
    ({ caller, params: { batch_id: id }, request, requestId }) => {
      const { tenant } = caller;
      if (!isRecordId(id)) throw noSuchBatch(id);
      const seen = /^\d{1,15}$/.exec(request.headers.get('last-event-id') ?? '')?.[0] ?? '-1';
      return answerLive({
        ...{ clock, request, stopping, authenticate, takePlace: () => takePlace(caller) },
        report: (error) => report(error, requestId),
        follow: (signal) => live.batches.follow({ tenant, id }, signal),
        check: (look) => void foundIn(look, id),
        tell: createTeller(id, Number(seen)),
      });
    },
  );
}

/** Tells a reader who has seen the history up to an ordinal what is new; answers whether the batch has ended. */
function createTeller(id: string, seen: number): (look: BatchLook, send: SendEvent) => Promise<boolean> {
  let last = seen;
  let shown: string | undefined;
  return async (look, send) => {
    const batch = foundIn(look, id);
    for (const event of look.timeline.filter(({ ordinal }) => ordinal > last)) {
      await send({ event: 'timeline', id: String(event.ordinal), data: JSON.stringify(eventObject(event)) });
      last = event.ordinal;
    }
    if (shown !== look.text) await send({ event: 'batch', data: look.text });
    shown = look.text;
    if (batch.endedAt === null) return false;
    await send({ event: 'done', data: look.text });
    return true;
  };
}

function foundIn({ batch }: BatchLook, id: string): Batch {
  if (!batch) throw noSuchBatch(id);
  return batch;
}
