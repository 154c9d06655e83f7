import type { Readable } from 'node:stream';
import { SpillwayError } from '@spillway/core/errors';
import type { Bucket } from './bucket.ts';

/**
 * The chunks of a body until it ends, breaks, or brings nothing for the time of a call: the reader counts, and knows
 * what is missing. Throws only the reason of the signal. Ending it early frees the connection.
 */
export async function* readBody(
  { settings }: Pick<Bucket, 'settings'>,
  body: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const watch = { waiting: false, chunks: 0 };
  const over = new AbortController();
  const stop = (): void => void body.destroy(new SpillwayError('The reading was ended.', { code: 'closed' }));
  signal?.addEventListener('abort', stop, { once: true });
  void endWhenSilent(settings, { body, watch, over: over.signal });
  try {
    const chunks = body[Symbol.asyncIterator]();
    for (;;) {
      signal?.throwIfAborted();
      watch.waiting = true;
      const step = await chunks.next().catch(() => ({ done: true as const, value: undefined }));
      watch.waiting = false;
      watch.chunks += 1;
      if (step.done) break;
      yield step.value as Uint8Array;
    }
    signal?.throwIfAborted();
  } finally {
    over.abort();
    signal?.removeEventListener('abort', stop);
    body.on('error', () => {}).destroy();
  }
}

interface Watched {
  readonly body: Readable;
  /** A reader that does not ask for the next chunk makes nobody late. */
  readonly watch: { readonly waiting: boolean; readonly chunks: number };
  readonly over: AbortSignal;
}

/** One timer for a body, not for a chunk: silence ends it after one to two times the time of a call. */
async function endWhenSilent({ clock, timeoutMs }: Bucket['settings'], { body, watch, over }: Watched): Promise<void> {
  while (!over.aborted) {
    const { waiting, chunks } = watch;
    await clock.sleep(timeoutMs, over);
    if (waiting && watch.chunks === chunks && !over.aborted) return void body.destroy(new Error('silent for too long'));
  }
}
