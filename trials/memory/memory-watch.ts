import { memoryOf, treeMemory } from './process-memory.ts';

export interface MemorySample {
  readonly seconds: number;
  readonly stage: string;
  /** Resident bytes by the name of the process. */
  readonly bytes: Readonly<Record<string, number>>;
}

export interface MemoryPeak {
  readonly bytes: number;
  /** The stage in which it was reached. */
  readonly stage: string;
}

interface Watched {
  readonly pid: number;
  readonly tree: boolean;
}

/** Samples the memory of processes every second, and tells what it sees. */
export class MemoryWatch implements Disposable {
  readonly samples: MemorySample[] = [];
  readonly peaks: Map<string, MemoryPeak> = new Map();
  /** What happens now, for people. */
  stage = 'start';
  readonly #watched = new Map<string, Watched>();
  readonly #onSample: (sample: MemorySample, count: number) => void;
  readonly #startedMs = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(onSample: (sample: MemorySample, count: number) => void) {
    this.#onSample = onSample;
    this.#timer = setInterval(() => this.sample(), 1_000);
  }

  add(process: { readonly name: string; readonly pid: number }): void {
    this.#watched.set(process.name, { pid: process.pid, tree: false });
  }

  /** A server of many processes, counted as one. */
  addTree(process: { readonly name: string; readonly pid: number }): void {
    this.#watched.set(process.name, { pid: process.pid, tree: true });
  }

  sample(): void {
    const bytes: Record<string, number> = {};
    for (const [name, { pid, tree }] of this.#watched) {
      const own = memoryOf(pid);
      if (!own) continue;
      const resident = tree ? treeMemory(pid) : own.resident;
      bytes[name] = resident;
      this.#notePeak(name, tree ? resident : own.peak);
    }
    const sample = { seconds: Math.round((performance.now() - this.#startedMs) / 1_000), stage: this.stage, bytes };
    this.samples.push(sample);
    this.#onSample(sample, this.samples.length);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #notePeak(name: string, bytes: number): void {
    if (bytes > (this.peaks.get(name)?.bytes ?? 0)) this.peaks.set(name, { bytes, stage: this.stage });
  }
}
