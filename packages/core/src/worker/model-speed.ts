import type { ModelThroughput } from '../store/index.ts';

/** Answers before a rate is worth telling. */
const FEW = 3;
/** Busy time after which a measurement counts 1/e. */
const FADES_MS = 300_000;

/** What is known of one model. */
interface Speed {
  inFlight: number;
  /** Since when it has had requests in flight, or since the last fading. */
  sinceMs: number;
  ended: number;
  /** Faded sums; their quotients are the rates. */
  busyMs: number;
  requests: number;
  tokens: number;
}

/**
 * How fast a worker ends the requests of each model while it has any: idle time does not count, nor does it fade what
 * was measured before.
 */
export class ModelSpeed {
  readonly #speeds = new Map<string, Speed>();

  started(model: string, nowMs: number): void {
    const speed = this.#of(model);
    if (speed.inFlight === 0) speed.sinceMs = nowMs;
    speed.inFlight++;
  }

  /** One request is in flight no more. `tokens`: what it was estimated at, undefined when it will be run again. */
  stopped(model: string, nowMs: number, tokens: number | undefined): void {
    const speed = this.#of(model);
    passTo(speed, nowMs);
    speed.inFlight--;
    if (tokens === undefined) return;
    speed.ended++;
    speed.requests++;
    speed.tokens += tokens;
  }

  /** The rates by model, of the models that have answered a few requests. */
  rates(nowMs: number): Readonly<Record<string, ModelThroughput>> {
    const rates: [string, ModelThroughput][] = [];
    for (const [model, speed] of this.#speeds) {
      if (speed.inFlight > 0) passTo(speed, nowMs);
      if (speed.ended < FEW || speed.busyMs <= 0) continue;
      const perSecond = 1_000 / speed.busyMs;
      const tokensPerSecond = speed.tokens > 0 ? speed.tokens * perSecond : null;
      rates.push([model, { requestsPerSecond: speed.requests * perSecond, tokensPerSecond }]);
    }
    return Object.fromEntries(rates);
  }

  #of(model: string): Speed {
    const known = this.#speeds.get(model);
    if (known) return known;
    const fresh = { inFlight: 0, sinceMs: 0, ended: 0, busyMs: 0, requests: 0, tokens: 0 };
    this.#speeds.set(model, fresh);
    return fresh;
  }
}

/** Counts the busy time until now, and fades what came before it. */
function passTo(speed: Speed, nowMs: number): void {
  const passedMs = Math.max(0, nowMs - speed.sinceMs);
  const kept = Math.exp(-passedMs / FADES_MS);
  speed.busyMs = speed.busyMs * kept + passedMs;
  speed.requests *= kept;
  speed.tokens *= kept;
  speed.sinceMs = nowMs;
}
