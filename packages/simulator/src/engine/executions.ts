import { digestOf } from './body-digest.ts';

/** Counts how often each request was executed. */
export interface Executions {
  /** Counts one execution. Answers how often this key was executed, this one included. */
  add(key: string): number;
  /** Keys seen. */
  readonly requests: number;
  /** Keys seen more than once. */
  readonly repeated: number;
  /** Executions beyond the first of each key. */
  readonly repeats: number;
  /** The counts by key; empty where only hashes are kept. */
  readonly byKey: ReadonlyMap<string, number>;
}

/** Keeps every key: about 150 bytes for each request. */
export class ExactExecutions implements Executions {
  repeated = 0;
  repeats = 0;
  readonly byKey: Map<string, number> = new Map();

  get requests(): number {
    return this.byKey.size;
  }

  add(key: string): number {
    const count = (this.byKey.get(key) ?? 0) + 1;
    this.byKey.set(key, count);
    if (count > 1) this.repeats += 1;
    if (count === 2) this.repeated += 1;
    return count;
  }
}

const FIRST_SLOTS = 1 << 12;
/** 4,194,304 slots of 12 bytes: 50 MB. */
const MOST_SLOTS = 1 << 22;

/**
 * Keeps a hash of 64 bits for each key in an open-addressed table that stops growing at 50 MB, which is three million
 * keys; a key that comes after that counts as new each time.
 */
export class CompactExecutions implements Executions {
  requests = 0;
  repeated = 0;
  repeats = 0;
  readonly byKey: ReadonlyMap<string, number> = new Map();
  #slots = FIRST_SLOTS;
  #table: Uint32Array = new Uint32Array(FIRST_SLOTS * 3);
  #used = 0;

  add(key: string): number {
    const { high, low } = digestOf(key);
    return this.addHash(high, low);
  }

  addHash(high: number, low: number): number {
    const at = this.#find(high, low);
    const count = (this.#table[at + 2] ?? 0) + 1;
    if (count > 1) this.repeats += 1;
    if (count === 2) this.repeated += 1;
    if (count > 1) this.#table[at + 2] = count;
    else this.#insert(at, high, low);
    return count;
  }

  #insert(at: number, high: number, low: number): void {
    this.requests += 1;
    if (this.#used * 4 >= MOST_SLOTS * 3) return;
    this.#table[at] = high;
    this.#table[at + 1] = low;
    this.#table[at + 2] = 1;
    this.#used += 1;
    if (this.#used * 4 >= this.#slots * 3 && this.#slots < MOST_SLOTS) this.#grow();
  }

  /** The place of the key, or the free one where it belongs. */
  #find(high: number, low: number): number {
    const mask = this.#slots - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const at = slot * 3;
      if (this.#table[at + 2] === 0) return at;
      if (this.#table[at] === high && this.#table[at + 1] === low) return at;
    }
  }

  #grow(): void {
    const old = this.#table;
    this.#slots *= 2;
    this.#table = new Uint32Array(this.#slots * 3);
    for (let from = 0; from < old.length; from += 3) {
      if (old[from + 2] === 0) continue;
      this.#table.set(old.subarray(from, from + 3), this.#find(old[from] as number, old[from + 1] as number));
    }
  }
}
