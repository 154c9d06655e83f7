import { LOOK_MS } from './look-pace.ts';

/** The newest state of something, and how many states there were before it. */
export interface LiveState<Value> {
  readonly value: Value;
  readonly version: number;
}

/** Something that viewers look at together. It keeps the newest state and nothing else, however slow they are. */
export class LiveSubject<Subject, Value> {
  readonly subject: Subject;
  /** Those who look at it now. */
  viewers = 0;
  /** Whether a look is under way. */
  looking = false;
  /** By the monotonic clock. */
  dueMs = 0;
  lookedMs: number = Number.NEGATIVE_INFINITY;
  pauseMs: number = LOOK_MS;
  #state: LiveState<Value> | undefined;
  #failure: { readonly error: unknown } | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(subject: Subject) {
    this.subject = subject;
  }

  get value(): Value | undefined {
    return this.#state?.value;
  }

  publish(value: Value): void {
    this.#state = { value, version: (this.#state?.version ?? 0) + 1 };
    this.#wake();
  }

  /** Nobody is told of another state: whoever looks hears why. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.#wake();
  }

  /** The newest state once there is one after `version`; undefined once the signal aborts. Rejects when a look failed. */
  async newer(version: number, signal: AbortSignal): Promise<LiveState<Value> | undefined> {
    while (!signal.aborted) {
      if (this.#failure) throw this.#failure.error;
      if (this.#state && this.#state.version > version) return this.#state;
      await this.#news(signal);
    }
    return undefined;
  }

  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
