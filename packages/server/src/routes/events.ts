import type { Spillway } from '@spillway/core';
import type { Batch } from '@spillway/core/store';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { createEventStream, type SendEvent } from '../stream/event-stream.ts';
import { batchObject } from '../wire/batch-object.ts';
import { eventObject, eventSchema } from '../wire/event-object.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { knownBatch } from './known-batch.ts';

const tag = 'Batches';

/** At most two updates a second. */
const LOOK_MS = 500;

const lastEventId = z.object({
  'last-event-id': z.string().optional().meta({ description: 'The id of the last `timeline` event that was seen.' }),
});

/** A batch's history, and its progress as it happens. */
export function addEventRoutes(context: AppContext): void {
  const { router, clock, stopping, report, spillway } = context;
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
    async ({ caller: { tenant }, params: { batch_id: id }, request, requestId }) => {
      await knownBatch(batches, { tenant, id });
      const seen = /^\d{1,15}$/.exec(request.headers.get('last-event-id') ?? '')?.[0] ?? '-1';
      const options = { clock, request, stopping, report: (error: unknown) => report(error, requestId) };
      return createEventStream(options, (send, signal) =>
        watch({ ...context, send, signal, key: { tenant, id }, seen: Number(seen) }),
      );
    },
  );
}

interface WatchOptions extends Pick<AppContext, 'clock' | 'present' | 'spillway'> {
  readonly key: { readonly tenant: string; readonly id: string };
  /** Ordinal of the last event of the history that the reader saw. */
  readonly seen: number;
  readonly send: SendEvent;
  readonly signal: AbortSignal;
}

async function watch({ clock, present, spillway, key, seen, send, signal }: WatchOptions): Promise<void> {
  const { batches } = spillway;
  const view = (batch: Batch): string => JSON.stringify(present(batchObject(batch, clock.now())));
  let last = seen;
  let shown: Batch | undefined;
  while (!signal.aborted) {
    const batch = await knownBatch(batches, key);
    last = await sendHistory({ batches, key, last, send });
    if (changed(shown, batch)) await send({ event: 'batch', data: view(batch) });
    shown = batch;
    if (batch.endedAt !== null) return send({ event: 'done', data: view(batch) });
    await clock.sleep(LOOK_MS, signal);
  }
}

interface HistoryOptions extends Pick<WatchOptions, 'key' | 'send'> {
  readonly batches: Spillway['batches'];
  readonly last: number;
}

/** Answers the ordinal of the last event. */
async function sendHistory({ batches, key, last, send }: HistoryOptions): Promise<number> {
  const events = (await batches.timeline(key)).filter(({ ordinal }) => ordinal > last);
  for (const event of events) {
    await send({ event: 'timeline', id: String(event.ordinal), data: JSON.stringify(eventObject(event)) });
  }
  return events.at(-1)?.ordinal ?? last;
}

function changed(before: Batch | undefined, after: Batch): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
