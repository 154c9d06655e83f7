import type { TokenUsage } from '../executor/index.ts';
import type { EngineAnswers } from '../store/index.ts';
import { LatencyTally } from './latency-tally.ts';

/** Time is cut into slots; those of the last minute are kept, and the oldest makes room for the next. */
const SLOT_MS = 5_000;
const SLOTS = 12;
/** Rates of a younger worker are those of a second: its first answer says nothing of the next. */
const LEAST_MS = 1_000;

interface Slot {
  /** Which of all times' slots it holds. */
  nth: number;
  requests: number;
  tokensIn: number;
  tokensOut: number;
  readonly latencies: LatencyTally;
}

/**
 * The answers of about the last minute. Counting one is a few additions, 40 ns: the client's time per request is what
 * bounds a worker. Looking adds up the slots, which is done once a beat.
 */
export class RecentAnswers {
  readonly #bornMs: number;
  readonly #slots: readonly Slot[] = Array.from({ length: SLOTS }, emptySlot);

  constructor(nowMs: number) {
    this.#bornMs = nowMs;
  }

  /** One came at `nowMs`, `latencyMs` after its request was sent. */
  add(nowMs: number, latencyMs: number, usage: TokenUsage): void {
    const slot = this.#slotAt(Math.floor(nowMs / SLOT_MS));
    slot.requests++;
    slot.tokensIn += usage.inputTokens;
    slot.tokensOut += usage.outputTokens;
    slot.latencies.add(latencyMs);
  }

  /** Rates and latency until `nowMs`. */
  at(nowMs: number): EngineAnswers {
    const oldest = Math.floor(nowMs / SLOT_MS) - SLOTS + 1;
    const sum = emptySlot();
    for (const slot of this.#slots) if (slot.nth >= oldest) addUp(sum, slot);
    const seconds = Math.max(LEAST_MS, nowMs - Math.max(this.#bornMs, oldest * SLOT_MS)) / 1_000;
    const [median, p95] = [sum.latencies.quantile(0.5), sum.latencies.quantile(0.95)];
    return {
      requestsPerSecond: sum.requests / seconds,
      tokensPerSecond: { in: sum.tokensIn / seconds, out: sum.tokensOut / seconds },
      latencyMs: median === null || p95 === null ? null : { median, p95 },
    };
  }

  #slotAt(nth: number): Slot {
    const slot = this.#slots[nth % SLOTS] as Slot;
    if (slot.nth !== nth) restart(slot, nth);
    return slot;
  }
}

function emptySlot(): Slot {
  return { nth: Number.NEGATIVE_INFINITY, requests: 0, tokensIn: 0, tokensOut: 0, latencies: new LatencyTally() };
}

function restart(slot: Slot, nth: number): void {
  slot.nth = nth;
  slot.requests = 0;
  slot.tokensIn = 0;
  slot.tokensOut = 0;
  slot.latencies.clear();
}

function addUp(sum: Slot, slot: Slot): void {
  sum.requests += slot.requests;
  sum.tokensIn += slot.tokensIn;
  sum.tokensOut += slot.tokensOut;
  sum.latencies.addAll(slot.latencies);
}
