/** Something that runs until it is told to stop: a worker, a coordinator. */
export interface Loop {
  run(options: { readonly signal: AbortSignal }): Promise<void>;
}

/**
 * Runs loops beside each other until the signal aborts, and waits until each has drained. One that breaks stops the
 * others, and its error is thrown.
 */
export async function runLoops(loops: readonly Loop[], signal: AbortSignal): Promise<void> {
  const broken = new AbortController();
  const either = AbortSignal.any([signal, broken.signal]);
  const ends = await Promise.allSettled(
    loops.map(async (loop) => {
      try {
        await loop.run({ signal: either });
      } catch (error) {
        broken.abort();
        throw error;
      }
    }),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
