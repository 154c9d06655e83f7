import { SecondsHistogram } from './seconds-histogram.ts';
import { decodedTokens, queuedSequence, requeue, type Sequence, type SequenceCost, tokensLeft } from './sequence.ts';
import type { ServiceTime } from './service-time.ts';

export interface BatchLimits {
  readonly maxNumSeqs: number;
  /** Tokens that the KV cache holds. Where they run out, the youngest sequence is preempted and computed again. */
  readonly kvCacheTokens: number;
}

/**
 * A continuous batch: at most `maxNumSeqs` sequences run, the others wait first in, first out; one prompt is
 * prefilled at a time; all decoding sequences advance at the same rate. It only computes: the owner says what time it
 * is and asks when the next thing happens.
 */
export class ContinuousBatch {
  preemptions = 0;
  maxRunning = 0;
  generatedTokens = 0;
  prefilledPromptTokens = 0;
  /** What the sequences that finished had waited in the queue. */
  queueTimes: SecondsHistogram = new SecondsHistogram();
  readonly #limits: BatchLimits;
  readonly #time: ServiceTime;
  readonly #running: Sequence[] = [];
  #waiting: Sequence[] = [];
  #nowMs = 0;
  /** The tokens that a sequence would have decoded had it been there from the start. */
  #decodedPerSequence = 0;
  #decoding = 0;
  #prefilling: Sequence | undefined;
  #prefillEndsAt = 0;

  constructor(limits: BatchLimits, time: ServiceTime) {
    this.#limits = limits;
    this.#time = time;
  }

  get running(): number {
    return this.#running.length;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Share of the KV cache in use, 0 to 1. */
  get kvCacheUsage(): number {
    return Math.min(1, this.#usedTokens() / this.#limits.kvCacheTokens);
  }

  /** Queues a sequence at `nowMs`. Call `advance(nowMs)` first. */
  add(cost: SequenceCost, nowMs: number): Sequence {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    const sequence = queuedSequence(cost, this.#nowMs);
    this.#waiting.push(sequence);
    this.#admit();
    return sequence;
  }

  /** Drops a sequence whose client is gone. One that finished already is left alone. */
  remove(sequence: Sequence): void {
    if (sequence.state === 'gone') return;
    if (sequence.state === 'waiting') this.#waiting = this.#waiting.filter((other) => other !== sequence);
    else this.#leave(sequence);
    sequence.state = 'gone';
    this.#admit();
  }

  clear(): void {
    for (const sequence of [...this.#waiting, ...this.#running]) sequence.state = 'gone';
    this.#waiting = [];
    this.#running.length = 0;
    this.#decoding = 0;
    this.#prefilling = undefined;
  }

  resetCounters(): void {
    this.preemptions = 0;
    this.maxRunning = this.#running.length;
    this.generatedTokens = 0;
    this.prefilledPromptTokens = 0;
    this.queueTimes = new SecondsHistogram();
  }

  /** Lets time pass up to `nowMs`. Answers the sequences that finished, in the order in which they did. */
  advance(nowMs: number): Sequence[] {
    const finished: Sequence[] = [];
    for (let at = this.nextEventAt(); at !== undefined && at <= nowMs; at = this.nextEventAt()) {
      this.#pass(at);
      this.#endPrefill();
      this.#endDecodes(finished);
      this.#preempt();
      this.#admit();
    }
    this.#pass(nowMs);
    return finished;
  }

  /** When the state next changes by itself, in milliseconds of the owner's clock; undefined when nothing runs. */
  nextEventAt(): number | undefined {
    let at = this.#prefilling === undefined ? Number.POSITIVE_INFINITY : this.#prefillEndsAt;
    if (this.#decoding > 0) {
      const rate = this.#time.decodeRate(this.#decoding);
      const left = this.#tokensToNextEnd();
      // A sequence alone is never preempted, so a full cache is no event for it.
      const room = this.#running.length > 1 ? this.#limits.kvCacheTokens - this.#usedTokens() : left;
      const tokens = Math.max(0, Math.min(left, room / this.#decoding));
      at = Math.min(at, this.#nowMs + tokens / rate);
    }
    return at === Number.POSITIVE_INFINITY ? undefined : at;
  }

  #pass(untilMs: number): void {
    const elapsedMs = untilMs - this.#nowMs;
    if (elapsedMs <= 0) return;
    this.#nowMs = untilMs;
    if (this.#decoding === 0) return;
    const tokens = elapsedMs * this.#time.decodeRate(this.#decoding);
    this.#decodedPerSequence += tokens;
    this.generatedTokens += tokens * this.#decoding;
  }

  #endPrefill(): void {
    const sequence = this.#prefilling;
    if (sequence === undefined || this.#prefillEndsAt > this.#nowMs) return;
    this.#prefilling = undefined;
    if (!sequence.preempted) this.prefilledPromptTokens += sequence.cost.promptTokens;
    sequence.state = 'decoding';
    sequence.decodeStart = this.#decodedPerSequence;
    this.#decoding += 1;
    this.#prefillNext();
  }

  #endDecodes(finished: Sequence[]): void {
    const rounding = this.#rounding();
    for (const sequence of [...this.#running]) {
      if (sequence.state !== 'decoding' || tokensLeft(sequence, this.#decodedPerSequence) > rounding) continue;
      this.#leave(sequence);
      sequence.state = 'gone';
      this.queueTimes.observe((sequence.waitedMs ?? 0) / 1_000);
      finished.push(sequence);
    }
  }

  /** vLLM's recompute: the youngest loses its place in the KV cache and keeps what it has decoded so far. */
  #preempt(): void {
    const full = this.#limits.kvCacheTokens - this.#rounding() * this.#decoding;
    while (this.#running.length > 1 && this.#usedTokens() > full) {
      const youngest = this.#running.at(-1) as Sequence;
      const decoded = decodedTokens(youngest, this.#decodedPerSequence);
      this.#leave(youngest);
      requeue(youngest, decoded);
      this.#waiting.unshift(youngest);
      this.preemptions += 1;
    }
  }

  #admit(): void {
    while (this.#running.length < this.#limits.maxNumSeqs) {
      const head = this.#waiting[0];
      if (head === undefined || !this.#fits(head)) return;
      this.#waiting.shift();
      this.#running.push(head);
      head.state = 'prefilling';
      head.waitedMs ??= this.#nowMs - head.queuedAtMs;
      if (this.#running.length > this.maxRunning) this.maxRunning = this.#running.length;
      if (this.#prefilling === undefined) this.#prefillNext();
    }
  }

  /** A hundredth of the cache stays free at admission, as in vLLM, or a preempted sequence would come back at once. */
  #fits(sequence: Sequence): boolean {
    if (this.#running.length === 0) return true;
    return this.#usedTokens() + sequence.heldTokens <= this.#limits.kvCacheTokens * 0.99;
  }

  #prefillNext(): void {
    const next = this.#running.find((sequence) => sequence.state === 'prefilling');
    if (next === undefined) return;
    this.#prefilling = next;
    this.#prefillEndsAt = this.#nowMs + this.#time.prefillMs(next.prefillTokens);
  }

  #leave(sequence: Sequence): void {
    this.#running.splice(this.#running.indexOf(sequence), 1);
    if (sequence.state === 'decoding') this.#decoding -= 1;
    if (this.#prefilling !== sequence) return;
    this.#prefilling = undefined;
    this.#prefillNext();
  }

  /**
   * Tokens decoded in 10 ns, the resolution of a number of milliseconds after a year: less than this is nothing, or an
   * event might never be reached.
   */
  #rounding(): number {
    return Math.max(1e-6, this.#time.decodeRate(this.#decoding) * 1e-5);
  }

  #tokensToNextEnd(): number {
    let left = Number.POSITIVE_INFINITY;
    for (const sequence of this.#running) {
      if (sequence.state === 'decoding') left = Math.min(left, tokensLeft(sequence, this.#decodedPerSequence));
    }
    return Math.max(0, left);
  }

  #usedTokens(): number {
    let used = 0;
    for (const sequence of this.#running) {
      used += sequence.heldTokens + decodedTokens(sequence, this.#decodedPerSequence);
    }
    return used;
  }
}
