import type { Clock } from '@spillway/core';

/** The wish of a person or a supervisor that this process end. */
export interface Interruption extends Disposable {
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** The signal that came. */
  readonly cause: NodeJS.Signals | undefined;
}

export interface InterruptionOptions {
  readonly clock: Clock;
  /** Called at the first signal. */
  readonly onFirst: (signal: NodeJS.Signals) => void;
  /** Ends the process: at the second signal, or when draining takes longer than allowed. */
  readonly exit: (why: 'again' | 'late') => void;
  /** The longest that draining may take. */
  readonly drainMs: number;
}

// A Ctrl-C reaches the whole process group, and npm hands it on to its child a second time.
const ECHO_MS = 400;

export function watchInterruption({ clock, onFirst, exit, drainMs }: InterruptionOptions): Interruption {
  const stop = new AbortController();
  const over = new AbortController();
  let cause: NodeJS.Signals | undefined;
  let firstMs = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (cause !== undefined) {
      if (clock.monotonic() - firstMs > ECHO_MS) exit('again');
      return;
    }
    cause = signal;
    firstMs = clock.monotonic();
    onFirst(signal);
    stop.abort();
    void clock.sleep(drainMs, over.signal).then(() => over.signal.aborted || exit('late'));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: stop.signal,
    get cause() {
      return cause;
    },
    [Symbol.dispose]() {
      over.abort();
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}
