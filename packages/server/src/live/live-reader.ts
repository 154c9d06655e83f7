import type { Clock } from '@spillway/core';
import { LiveSubject } from './live-subject.ts';
import { LOOK_MS, nextTurn, pauseAfter } from './look-pace.ts';

/** A subject to be read, with what was seen of it before. */
export interface AskedLook<Subject, Value> {
  readonly subject: Subject;
  readonly before: Value | undefined;
}

export interface LiveReaderOptions<Subject, Value> {
  readonly clock: Clock;
  /** Subjects with the same key are one. */
  readonly keyOf: (subject: Subject) => string;
  /** What the subjects are now, in their order. */
  readonly read: (asked: readonly AskedLook<Subject, Value>[]) => Promise<readonly Value[]>;
  /** Subjects in one read, at the most; 1 by default. */
  readonly together?: number;
  /** Whether viewers need not be told. */
  readonly isSame: (before: Value, after: Value) => boolean;
  /** Told how many look. */
  readonly onViewers?: (change: 1 | -1) => void;
}

/** Those who look at many different things leave the connections to the store to others, too. */
const LOOKS_AT_ONCE = 8;

/**
 * Reads for all viewers in this process: those of one subject share a look, subjects that are due are read together, and
 * what nobody looks at is not read.
 */
export class LiveReader<Subject, Value> {
  readonly #options: LiveReaderOptions<Subject, Value>;
  readonly #subjects = new Map<string, LiveSubject<Subject, Value>>();
  #running = false;
  /** Under way. */
  #looks = 0;
  #turn = new AbortController();

  constructor(options: LiveReaderOptions<Subject, Value>) {
    this.#options = options;
  }

  /**
   * The newest state, at once and whenever it changed, until the signal aborts; states that come while the viewer is busy
   * with one are skipped but for the last. Rejects when a look failed.
   */
  async *follow(subject: Subject, signal: AbortSignal): AsyncGenerator<Value, void, undefined> {
    const live = this.#enter(subject);
    try {
      for (let version = 0; ; ) {
        const state = await live.newer(version, signal);
        if (!state) return;
        version = state.version;
        yield state.value;
      }
    } finally {
      this.#leave(live);
    }
  }

  #enter(subject: Subject): LiveSubject<Subject, Value> {
    const key = this.#options.keyOf(subject);
    const live = this.#subjects.get(key) ?? new LiveSubject<Subject, Value>(subject);
    this.#subjects.set(key, live);
    live.viewers++;
    this.#options.onViewers?.(1);
    // Whoever comes wants to see what it did a moment ago.
    live.dueMs = Math.min(live.dueMs, live.lookedMs + LOOK_MS);
    this.#turn.abort();
    if (!this.#running) void this.#run();
    return live;
  }

  #leave(live: LiveSubject<Subject, Value>): void {
    live.viewers--;
    this.#options.onViewers?.(-1);
    if (live.viewers > 0) return;
    this.#forget(live);
    this.#turn.abort();
  }

  #forget(live: LiveSubject<Subject, Value>): void {
    const key = this.#options.keyOf(live.subject);
    if (this.#subjects.get(key) === live) this.#subjects.delete(key);
  }

  async #run(): Promise<void> {
    const { clock, together = 1 } = this.#options;
    this.#running = true;
    while (this.#subjects.size > 0) {
      this.#turn = new AbortController();
      const nowMs = clock.monotonic();
      const resting = [...this.#subjects.values()].filter(({ looking }) => !looking);
      const due = resting.filter(({ dueMs }) => dueMs <= nowMs).sort((one, other) => one.dueMs - other.dueMs);
      for (let from = 0; from < due.length && this.#looks < LOOKS_AT_ONCE; from += together) {
        void this.#look(due.slice(from, from + together));
      }
      const next = Math.min(...resting.flatMap(({ dueMs }) => (dueMs > nowMs ? dueMs : [])));
      // A look that ends asks for the next turn by itself, for what had to wait as well.
      await clock.sleep(Math.max(0, Math.min(next - nowMs, 60_000)), this.#turn.signal);
    }
    this.#running = false;
  }

  async #look(subjects: readonly LiveSubject<Subject, Value>[]): Promise<void> {
    const { clock, read } = this.#options;
    const lookedMs = clock.monotonic();
    this.#looks++;
    for (const live of subjects) live.looking = true;
    try {
      const values = await read(subjects.map((live) => ({ subject: live.subject, before: live.value })));
      subjects.forEach((live, index) => {
        this.#looked(live, values[index] as Value, lookedMs);
      });
    } catch (error) {
      for (const live of subjects) {
        this.#forget(live);
        live.fail(error);
      }
    }
    this.#looks--;
    this.#turn.abort();
  }

  #looked(live: LiveSubject<Subject, Value>, value: Value, lookedMs: number): void {
    const changed = live.value === undefined || !this.#options.isSame(live.value, value);
    live.looking = false;
    live.lookedMs = lookedMs;
    live.pauseMs = pauseAfter(live.pauseMs, changed);
    const nowMs = this.#options.clock.monotonic();
    // Where looks take long, nothing is gained by looking all the time.
    live.dueMs = Math.max(nextTurn(lookedMs, live.pauseMs), nowMs + (nowMs - lookedMs));
    if (changed) live.publish(value);
  }
}
