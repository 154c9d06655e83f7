import { createEventStream, type EventStreamOptions, type SendEvent } from '../stream/event-stream.ts';
import type { LeavePlace } from '../stream/stream-limit.ts';

export interface LiveAnswer<Value> extends Omit<EventStreamOptions, 'leave'> {
  /** Takes a place for the stream, or throws a refusal. */
  readonly takePlace: () => LeavePlace;
  /** States, until the signal aborts. */
  readonly follow: (signal: AbortSignal) => AsyncGenerator<Value, void, undefined>;
  /** Tells the reader of a state; answers whether that was the last. Throws before anything is sent to refuse the call. */
  readonly check?: (value: Value) => void;
  readonly tell: (value: Value, send: SendEvent) => Promise<boolean>;
}

/** Failures of looks that were reported: each of their viewers hears of the same one. */
const reported = new WeakSet<object>();

/** Answers with what a viewer is told of each state. The first is waited for, so that what cannot be seen is refused. */
export async function answerLive<Value>({
  takePlace,
  follow,
  check,
  tell,
  ...asked
}: LiveAnswer<Value>): Promise<Response> {
  // Whoever has no place costs the store no look.
  const leave = takePlace();
  const stream = { ...asked, leave, report: (error: unknown) => reportOnce(error, asked.report) };
  const gone = new AbortController();
  const states = follow(AbortSignal.any([stream.request.signal, stream.stopping, gone.signal]));
  try {
    const first = await states.next();
    if (!first.done) check?.(first.value);
    if (stream.request.method === 'HEAD') await states.return();
    return createEventStream(stream, (send, signal) => tellAll({ first, states, gone, tell, send, signal }));
  } catch (error) {
    leave();
    await states.return();
    throw error;
  }
}

function reportOnce(error: unknown, report: (error: unknown) => void): void {
  const known = typeof error === 'object' && error !== null;
  if (known && reported.has(error)) return;
  if (known) reported.add(error);
  report(error);
}

interface Telling<Value> extends Pick<LiveAnswer<Value>, 'tell'> {
  readonly first: IteratorResult<Value, void>;
  readonly states: AsyncGenerator<Value, void, undefined>;
  /** Ends the states. */
  readonly gone: AbortController;
  readonly send: SendEvent;
  readonly signal: AbortSignal;
}

async function tellAll<Value>({ first, states, gone, tell, send, signal }: Telling<Value>): Promise<void> {
  const leave = (): void => gone.abort();
  signal.addEventListener('abort', leave, { once: true });
  try {
    for (let next = first; !next.done && !signal.aborted; next = await states.next()) {
      if (await tell(next.value, send)) return;
    }
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
    await states.return();
  }
}
