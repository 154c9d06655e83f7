/** Resolves when the tab is looked at, at once when it is; or when the signal aborts. */
export function untilVisible(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (!document.hidden || signal.aborted) return Promise.resolve();
  const look = (): void => {
    if (!document.hidden) resolve();
  };
  const leave = (): void => resolve();
  document.addEventListener('visibilitychange', look);
  signal.addEventListener('abort', leave, { once: true });
  return promise.finally(() => {
    document.removeEventListener('visibilitychange', look);
    // A view that is followed for days must not gather them.
    signal.removeEventListener('abort', leave);
  });
}

/** Acts under a signal that aborts when the tab is hidden, or when the outer one does. */
export async function whileVisible<Value>(
  outer: AbortSignal,
  act: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const hidden = new AbortController();
  const look = (): void => {
    if (document.hidden) hidden.abort();
  };
  document.addEventListener('visibilitychange', look);
  look();
  try {
    return await act(AbortSignal.any([outer, hidden.signal]));
  } finally {
    document.removeEventListener('visibilitychange', look);
  }
}
