import { type ReadonlySignal, signal } from '@preact/signals';

const current = signal(Date.now());

/** The time in milliseconds, once a second while somebody looks. Nothing else in the portal looks at the wall clock. */
export const now: ReadonlySignal<number> = current;

setInterval(() => {
  if (!document.hidden) current.value = Date.now();
}, 1_000);

document.addEventListener('visibilitychange', () => {
  current.value = Date.now();
});

/** The time right now, for what is measured. */
export function instant(): number {
  return Date.now();
}

/** Resolves after the span, or at once when the signal aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => resolve();
  const timer = setTimeout(done, ms);
  signal.addEventListener('abort', done, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    // A view that polls for days must not gather them.
    signal.removeEventListener('abort', done);
  });
}
