import { SpillwayError } from '../errors/index.ts';
import type { FairAllotmentOptions } from './fair-allotment.ts';
import { refuseUnknown } from './refuse-unknown.ts';

/** The options of `fairAllotment` with every choice made. */
export interface FairAllotmentSettings extends Required<Omit<FairAllotmentOptions, 'weights'>> {
  readonly weights: ReadonlyMap<string, number>;
}

const defaults: Required<FairAllotmentOptions> = {
  minRequests: 16,
  maxRequests: 512,
  maxSeconds: 30,
  weights: {},
  priorityScope: 'tenant',
  urgentShare: 0.8,
  marginMs: 60_000,
};

/** Throws `invalid_argument` for options that make no sense. */
export function completeFairAllotment(options: FairAllotmentOptions): FairAllotmentSettings {
  refuseUnknown('fairAllotment', options, defaults);
  const { weights, ...settings } = { ...defaults, ...options };
  const { minRequests, maxRequests, maxSeconds, urgentShare, marginMs } = settings;
  for (const [tenant, weight] of Object.entries(weights)) {
    expect(
      Number.isFinite(weight) && weight > 0,
      'weights',
      `The weight of ${tenant} must be above 0, and is ${weight}.`,
    );
  }
  expect(minRequests >= 1, 'minRequests', `minRequests must be at least 1, and is ${minRequests}.`);
  expect(maxRequests >= minRequests, 'maxRequests', `maxRequests must be at least minRequests, and is ${maxRequests}.`);
  expect(maxSeconds > 0, 'maxSeconds', `maxSeconds must be above 0, and is ${maxSeconds}.`);
  expect(
    urgentShare > 0 && urgentShare < 1,
    'urgentShare',
    `urgentShare must be between 0 and 1, and is ${urgentShare}.`,
  );
  expect(marginMs >= 0, 'marginMs', `marginMs must not be below 0, and is ${marginMs}.`);
  return Object.freeze({ ...settings, weights: new Map(Object.entries(weights)) });
}

function expect(holds: boolean, param: string, message: string): void {
  if (!holds) throw new SpillwayError(message, { code: 'invalid_argument', param });
}
