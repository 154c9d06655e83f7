import { SpillwayError } from '../errors/index.ts';
import { unlessAborted } from '../unless-aborted.ts';

/** What the promise says; rejects with `closed` as soon as the signal aborts. */
export async function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const answer = await unlessAborted(promise, signal).catch((error) => {
    throw signal.aborted ? stopped(signal) : error;
  });
  if (signal.aborted) throw stopped(signal);
  return answer as T;
}

function stopped({ reason }: AbortSignal): SpillwayError {
  return new SpillwayError('Stopped waiting: it was aborted, or Spillway was closed.', {
    code: 'closed',
    cause: reason,
  });
}
