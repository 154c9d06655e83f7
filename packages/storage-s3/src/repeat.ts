import type { Bucket } from './bucket.ts';
import { failureOf, isPassing } from './s3-failure.ts';
import { translateError } from './translate-error.ts';

/** How a call is repeated. */
export interface RepeatOptions {
  /** Ends the attempt that runs, and those that would follow, with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Lets an attempt that began run to its end whatever the signal says: it may change what is stored. */
  readonly commits?: boolean;
  /** Bytes that an attempt sends, which give it more time. */
  readonly bytes?: number;
  /** How long one attempt may take; by the settings when not said. */
  readonly timeoutMs?: number;
  /** For how long it is repeated, twice at least; by the settings when not said. */
  readonly patienceMs?: number;
}

const firstWaitMs = 100;
const longestWaitMs = 4_000;
/** A call that sends has one more millisecond for so many bytes: half a megabit a second is slow, but alive. */
const slowestBytesPerMs = 64;

/**
 * Makes the call until it succeeds, fails for a reason that stays, or patience ends; with full jitter between. Rejects
 * with a SpillwayError, or with the reason of the signal.
 */
export async function repeat<T>(
  { settings }: Pick<Bucket, 'settings'>,
  attempt: (signal: AbortSignal) => Promise<T>,
  options: RepeatOptions = {},
): Promise<T> {
  const { clock, randomness } = settings;
  const { signal, patienceMs = settings.patienceMs } = options;
  const end = clock.monotonic() + patienceMs;
  for (let made = 1, waitMs = firstWaitMs; ; made += 1, waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    signal?.throwIfAborted();
    try {
      return await timed(settings, attempt, options);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isPassing(failureOf(error)) || (made > 1 && clock.monotonic() > end)) throw translateError(error, settings);
    }
    await clock.sleep(randomness.next() * waitMs, signal);
  }
}

/** One attempt, ended by the signal and when its time is over. */
async function timed<T>(
  settings: Bucket['settings'],
  attempt: (signal: AbortSignal) => Promise<T>,
  { signal, commits = false, bytes = 0, timeoutMs = settings.timeoutMs }: RepeatOptions,
): Promise<T> {
  const limitMs = timeoutMs + bytes / slowestBytesPerMs;
  const ending = new AbortController();
  const over = new AbortController();
  const stop = (): void => ending.abort();
  if (!commits) signal?.addEventListener('abort', stop, { once: true });
  let late = false;
  // After the attempt its signal stays quiet: the body of an answer is still being read.
  void settings.clock.sleep(limitMs, over.signal).then(() => {
    late = !over.signal.aborted;
    if (late) ending.abort();
  });
  try {
    return await attempt(ending.signal);
  } catch (error) {
    throw late ? overdue(limitMs, error) : error;
  } finally {
    signal?.removeEventListener('abort', stop);
    over.abort();
  }
}

function overdue(limitMs: number, cause: unknown): Error {
  const message = `no answer within ${Math.ceil(limitMs / 1_000)} s`;
  return Object.assign(new Error(message, { cause }), { name: 'TimeoutError' });
}
