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
  const watch: { waitingSince: number | undefined } = { waitingSince: undefined };
  const over = new AbortController();
  const stop = (): void => void body.destroy(new SpillwayError('The reading was ended.', { code: 'closed' }));
  signal?.addEventListener('abort', stop, { once: true });
  void endWhenSilent(settings, { body, watch, over: over.signal });
  try {
    const chunks = body[Symbol.asyncIterator]();
    for (;;) {
      signal?.throwIfAborted();
      watch.waitingSince = settings.clock.monotonic();
      const step = await chunks.next().catch(() => ({ done: true as const, value: undefined }));
      watch.waitingSince = undefined;
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
  /** Undefined while the reader does not ask for a chunk: then nobody is late. */
  readonly watch: { readonly waitingSince: number | undefined };
  readonly over: AbortSignal;
}

/** One timer for a body, not one for each chunk. */
async function endWhenSilent({ clock, timeoutMs }: Bucket['settings'], { body, watch, over }: Watched): Promise<void> {
  while (!over.aborted) {
    const now = clock.monotonic();
    const leftMs = (watch.waitingSince ?? now) + timeoutMs - now;
    if (leftMs <= 0) return void body.destroy(new Error('silent for too long'));
    await clock.sleep(leftMs, over);
  }
}
