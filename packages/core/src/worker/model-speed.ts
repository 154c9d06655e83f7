import type { ModelThroughput } from '../store/index.ts';

/** Answers before a rate is worth telling. */
const FEW = 3;
/** Busy time, faded, after which requests that have not ended say something, too: fifty seconds. */
const LONG_MS = 45_000;
/** Busy time after which a measurement counts 1/e. */
const FADES_MS = 300_000;

/** What is known of one model. */
interface Speed {
  inFlight: number;
  /** Since when it has had requests in flight, or since the last fading. */
  sinceMs: number;
  /** Its busy time since the last answer, faded alike. */
  sinceAnswerMs: number;
  ended: number;
  /** Faded sums; their quotients are the rates. */
  busyMs: number;
  requests: number;
  tokens: number;
}

/**
 * How fast a worker would end the requests of each model if it had nothing else to do: idle time does not count, nor does
 * it fade what was measured before, and time with several models in flight counts to each by its share of the requests.
 */
export class ModelSpeed {
  readonly #speeds = new Map<string, Speed>();

  started(model: string, nowMs: number): void {
    this.#passTo(nowMs);
    const speed = this.#of(model);
    if (speed.inFlight === 0) speed.sinceMs = nowMs;
    speed.inFlight++;
  }

  /** One request is in flight no more. `tokens`: what it was estimated at, undefined when it will be run again. */
  stopped(model: string, nowMs: number, tokens: number | undefined): void {
    this.#passTo(nowMs);
    const speed = this.#of(model);
    speed.inFlight--;
    if (tokens === undefined) return;
    speed.sinceAnswerMs = 0;
    speed.ended++;
    speed.requests++;
    speed.tokens += tokens;
  }

  /**
   * The rates by model, of the models that have answered a few requests. One that has worked for long without gets the
   * rate that it would have if all that is in flight ended now: no less than the truth, and the nearer the longer it takes.
   */
  rates(nowMs: number): Readonly<Record<string, ModelThroughput>> {
    this.#passTo(nowMs);
    const rates: [string, ModelThroughput][] = [];
    for (const [model, speed] of this.#speeds) {
      const rate = rateOf(speed);
      if (rate) rates.push([model, rate]);
    }
    return Object.fromEntries(rates);
  }

  #passTo(nowMs: number): void {
    const busy = [...this.#speeds.values()].filter(({ inFlight }) => inFlight > 0);
    const all = busy.reduce((sum, { inFlight }) => sum + inFlight, 0);
    for (const speed of busy) passTo(speed, nowMs, speed.inFlight / all);
  }

  #of(model: string): Speed {
    const known = this.#speeds.get(model);
    if (known) return known;
    const fresh = { inFlight: 0, sinceMs: 0, sinceAnswerMs: 0, ended: 0, busyMs: 0, requests: 0, tokens: 0 };
    this.#speeds.set(model, fresh);
    return fresh;
  }
}

function rateOf(speed: Speed): ModelThroughput | undefined {
  const { ended, inFlight, busyMs, requests, tokens } = speed;
  if (ended >= FEW && busyMs > 0) {
    const perSecond = 1_000 / (busyMs - underWayMs(speed));
    return { requestsPerSecond: requests * perSecond, tokensPerSecond: tokens > 0 ? tokens * perSecond : null };
  }
  if (busyMs < LONG_MS || inFlight === 0) return undefined;
  return { requestsPerSecond: ((requests + inFlight) * 1_000) / busyMs, tokensPerSecond: null };
}

/**
 * Busy time that belongs to requests in flight which cannot have ended yet, at the pace so far. Without it a worker would
 * seem slow in its first moments: half as fast just before its second round of answers. What lasts longer is a stall.
 */
function underWayMs({ inFlight, busyMs, sinceAnswerMs, requests }: Speed): number {
  return Math.min(sinceAnswerMs, ((busyMs - sinceAnswerMs) * inFlight) / requests);
}

/** Counts its share of the busy time until now, and fades what came before it. */
function passTo(speed: Speed, nowMs: number, share: number): void {
  const passedMs = share * Math.max(0, nowMs - speed.sinceMs);
  const kept = Math.exp(-passedMs / FADES_MS);
  speed.sinceAnswerMs = speed.sinceAnswerMs * kept + (1 - kept) * FADES_MS;
  speed.busyMs = speed.busyMs * kept + (1 - kept) * FADES_MS;
  speed.requests *= kept;
  speed.tokens *= kept;
  speed.sinceMs = nowMs;
}
