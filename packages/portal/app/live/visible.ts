/** Resolves when the tab is looked at, at once when it is; or when the signal aborts. */
export function untilVisible(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (!document.hidden || signal.aborted) return Promise.resolve();
  const look = (): void => {
    if (!document.hidden) resolve();
  };
  document.addEventListener('visibilitychange', look);
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => document.removeEventListener('visibilitychange', look));
}

/** Aborts when the tab is hidden, or when the signal aborts. */
export function whileVisible(signal: AbortSignal): AbortSignal {
  const hidden = new AbortController();
  const look = (): void => {
    if (document.hidden) hidden.abort();
  };
  document.addEventListener('visibilitychange', look, { signal });
  look();
  return AbortSignal.any([signal, hidden.signal]);
}
