import { type ReceivedEvent, serverEvents } from './server-events.ts';
import type { WorkingApi } from './working-api.ts';

/** A stream of events that is open. */
export interface OpenEvents extends AsyncDisposable {
  next(): Promise<ReceivedEvent>;
  /** The first of the next ones that is as wanted. */
  until(wanted: (event: ReceivedEvent) => boolean): Promise<ReceivedEvent>;
  /** Resolves when the other side has ended it. */
  ended(): Promise<void>;
}

export async function openEvents(
  api: Pick<WorkingApi, 'get'>,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<OpenEvents> {
  const answer = await api.get(path, headers);
  if (answer.headers.get('content-type') !== 'text/event-stream') throw new Error(await answer.text());
  const events = serverEvents(answer);
  const next = async (): Promise<ReceivedEvent> => {
    const { value } = await events.next();
    if (!value) throw new Error(`${path} ended`);
    return value;
  };
  return {
    next,
    async until(wanted) {
      for (;;) {
        const event = await next();
        if (wanted(event)) return event;
      }
    },
    async ended() {
      while (!(await events.next()).done);
    },
    async [Symbol.asyncDispose]() {
      await events.return(undefined);
    },
  };
}
