import { type Clock, SpillwayError } from '@spillway/core';
import { refusalOf } from '../wire/refusal-of.ts';
import type { LeavePlace } from './stream-limit.ts';
import { untilRefused } from './until-refused.ts';

/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: string;
}

export interface EventStreamOptions {
  readonly clock: Clock;
  readonly request: Request;
  /** Aborts when the host is about to stop. */
  readonly stopping: AbortSignal;
  /** Told when the stream breaks off for a reason of ours. */
  readonly report: (error: unknown) => void;
  /** Rejects with a refusal once the caller may no longer see anything: asked now and then, since a stream may last for days. */
  readonly authenticate: (request: Request) => Promise<unknown>;
  /** Called when nothing is produced any more. */
  readonly leave: LeavePlace;
}

/** Sends an event; resolves when the reader takes more. */
export type SendEvent = (event: ServerEvent) => Promise<void>;

/** Proxies and load balancers cut connections on which nothing moves, usually after a minute. */
const KEEP_ALIVE_MS = 15_000;

const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
} as const;

/**
 * Answers with what `produce` sends, until it ends, fails or its reader leaves, which aborts its signal. A HEAD, whose
 * events nobody would read, produces nothing.
 */
export function createEventStream(
  { clock, request, stopping, report, authenticate, leave }: EventStreamOptions,
  produce: (send: SendEvent, signal: AbortSignal) => Promise<void>,
): Response {
  if (request.method === 'HEAD') {
    leave();
    return new Response(null, { headers: streamHeaders });
  }
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const gone = new AbortController();
  const signal = AbortSignal.any([request.signal, stopping, gone.signal]);
  writer.closed.catch(() => gone.abort());
  const write = async (text: string): Promise<void> => {
    await writer.ready;
    await writer.write(Buffer.from(text));
  };

  async function run(): Promise<void> {
    try {
      await produce((event) => write(textOf(event)), signal);
      await writer.close();
    } catch (error) {
      await breakOff(error).catch(() => {});
    } finally {
      gone.abort();
      leave();
    }
  }

  /** A reader that is left alone comes back behind the last event that it saw; it must see a failure as one. */
  async function breakOff(error: unknown): Promise<void> {
    if (signal.aborted || SpillwayError.is(error, 'closed')) return writer.close();
    // A batch may be reopened or purged under its reader, who hears of it on coming back.
    if (refusalOf(error, signal).status >= 500) report(error);
    // The text of the error may reach the other side.
    await writer.abort(new Error('The events broke off.'));
  }

  async function keepAlive(): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(KEEP_ALIVE_MS, signal);
      if (!signal.aborted) await write(':\n\n').catch(() => {});
    }
  }

  void run();
  void keepAlive();
  void untilRefused(() => authenticate(request), { clock, signal }).then(() => gone.abort());
  return new Response(readable, { headers: streamHeaders });
}

function textOf({ event, id, data }: ServerEvent): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}${lines.join('')}\n`;
}
