/** Lets one loop wait until another part of the program has something for it. A ring while nobody waits is kept. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, at once if it rang since the last wait, or when the signal aborts. */
  wait(signal?: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let waiter: (() => void) | undefined;
  return {
    ring() {
      if (waiter) waiter();
      else rung = true;
    },
    wait(signal) {
      if (rung || signal?.aborted) {
        rung = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const wake = (): void => {
          if (waiter === wake) waiter = undefined;
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        waiter = wake;
        signal?.addEventListener('abort', wake, { once: true });
      });
    },
  };
}
