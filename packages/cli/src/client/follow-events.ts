import { type Clock, SpillwayError } from '@spillway/core';
import type { ApiCall, ApiClient } from './api-client.ts';
import { brokenConnection } from './broken-connection.ts';
import { readEvents, type StreamEvent } from './event-stream.ts';

export interface FollowEventsOptions {
  readonly api: ApiClient;
  readonly clock: Clock;
  readonly path: string;
  readonly query?: NonNullable<ApiCall['query']>;
  /** Go on behind the event with this id. */
  readonly lastEventId?: string | undefined;
  /** Told when the stream broke and is opened again. */
  readonly onBroken?: (error: SpillwayError) => void;
}

const PAUSE_MS = 1_000;

/**
 * The events of a stream up to the one named `done`, over as many connections as it takes. Throws `not_found` when the
 * server has no such stream, and ends early without `done` only by throwing.
 */
export async function* followEvents(options: FollowEventsOptions): AsyncGenerator<StreamEvent, void, undefined> {
  const { api, clock, onBroken } = options;
  let lastEventId = options.lastEventId;
  for (;;) {
    try {
      for await (const event of readEvents(await openStream(options, lastEventId))) {
        if (event.id !== '') lastEventId = event.id;
        yield event;
        if (event.name === 'done') return;
      }
    } catch (error) {
      api.signal.throwIfAborted();
      const broken = SpillwayError.is(error) ? error : brokenConnection(error, api.address);
      if (!broken.retryable || !api.reached) throw broken;
      onBroken?.(broken);
    }
    await clock.sleep(PAUSE_MS, api.signal);
    api.signal.throwIfAborted();
  }
}

async function openStream(
  { api, path, query }: FollowEventsOptions,
  lastEventId: string | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  const headers = { accept: 'text/event-stream', ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) };
  const { headers: said, body } = await api.open({ path, headers, ...(query && { query }) });
  if (body && /^text\/event-stream\b/i.test(said.get('content-type') ?? '')) return body;
  await body?.cancel();
  throw new SpillwayError(`${api.address.url} streams no events at ${path}.`, { code: 'not_found' });
}
