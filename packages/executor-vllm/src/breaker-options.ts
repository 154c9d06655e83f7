import { refuseUnknown, wholeNumber } from './option-check.ts';

/** When an engine that fails is left alone, and for how long. All whole numbers above 0. */
export interface BreakerSettings {
  /** Failures in a row that open it; 5 when absent. */
  readonly failures: number;
  /** How long it stays open before it lets one request probe the engine; doubles with every failed probe. 1 s when absent. */
  readonly openMs: number;
  /** The longest that it stays open; 30 s when absent. */
  readonly maxOpenMs: number;
}

export function parseBreaker(given: Partial<BreakerSettings>): BreakerSettings {
  refuseUnknown('breaker', given, ['failures', 'openMs', 'maxOpenMs']);
  const openMs = wholeNumber('breaker.openMs', given.openMs ?? 1_000);
  const maxOpenMs = wholeNumber('breaker.maxOpenMs', given.maxOpenMs ?? Math.max(openMs, 30_000));
  return Object.freeze({ failures: wholeNumber('breaker.failures', given.failures ?? 5), openMs, maxOpenMs });
}
