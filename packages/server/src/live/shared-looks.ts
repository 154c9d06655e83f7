import type { Clock } from '@spillway/core';

export interface SharedLooksOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** How long what was seen is good enough for others. */
  readonly goodMs: number;
}

/** What many ask for again and again: those who ask for the same thing within a while share one look. */
export class SharedLooks<Value> {
  readonly #options: SharedLooksOptions;
  /** By key, the oldest first. */
  readonly #looks = new Map<string, { readonly value: Promise<Value>; readonly atMs: number }>();

  constructor(options: SharedLooksOptions) {
    this.#options = options;
  }

  /** Rejects when the look fails, for all who share it; the next one looks again. */
  get(key: string, look: () => Promise<Value>): Promise<Value> {
    const { clock, goodMs } = this.#options;
    const nowMs = clock.monotonic();
    for (const [old, { atMs }] of this.#looks) {
      if (nowMs - atMs < goodMs) break;
      this.#looks.delete(old);
    }
    const known = this.#looks.get(key);
    if (known) return known.value;
    const value = look();
    const shared = { value, atMs: nowMs };
    this.#looks.set(key, shared);
    value.catch(() => {
      if (this.#looks.get(key) === shared) this.#looks.delete(key);
    });
    return value;
  }
}
