import { closeSync, openSync, writeSync } from 'node:fs';
import type { ReplicaInterval } from '@spillway/simulator/fleet';

/** One run in the file of runs. Hours but for `start`, a tick of the trace; `cost` as a share of `W · k`. */
export interface RunRecord {
  readonly zone: string;
  readonly start: number;
  readonly W: number;
  readonly D: number;
  readonly M: number;
  readonly c: number;
  readonly k: number;
  readonly policy: string;
  readonly cost: number;
  readonly late: boolean;
  readonly intervals: readonly ReplicaInterval[];
}

/** A file with one run on each line, or nothing where no path was given. */
export class RunFile implements Disposable {
  readonly #file: number | undefined;
  #lines: string[] = [];

  constructor(path: string | undefined) {
    this.#file = path === undefined ? undefined : openSync(path, 'w');
  }

  add(record: RunRecord): void {
    if (this.#file === undefined) return;
    const intervals = record.intervals.map(({ pool, from, to }) => ({ pool, from: rounded(from), to: rounded(to) }));
    this.#lines.push(`${JSON.stringify({ ...record, intervals })}\n`);
    if (this.#lines.length >= 500) this.#write(this.#file);
  }

  [Symbol.dispose](): void {
    if (this.#file === undefined) return;
    this.#write(this.#file);
    closeSync(this.#file);
  }

  #write(file: number): void {
    writeSync(file, this.#lines.join(''));
    this.#lines = [];
  }
}

/** To a millisecond or better, without the tails of binary fractions. */
function rounded(hours: number): number {
  return Math.round(hours * 1e8) / 1e8;
}
