import { SpillwayError } from '../errors/index.ts';
import { deepestLine } from '../input/index.ts';
import { defaultLimits, type Limits } from './limits.ts';

/** The least and the most that a limit may be. */
type Range = readonly [least: number, most: number];

const none = Number.POSITIVE_INFINITY;
const most = Number.MAX_SAFE_INTEGER;
const ranges: Readonly<Record<Exclude<keyof Limits, 'endpoints'>, Range>> = {
  fileBytes: [1, none],
  uploadBytes: [1, none],
  // Stores number the requests of a batch in 32 bits.
  batchRequests: [1, 2 ** 31 - 1],
  lineBytes: [1, most],
  lineDepth: [10, deepestLine],
  minWindowMs: [1, most],
  maxWindowMs: [1, most],
  liveBatches: [1, none],
  tenantLiveBatches: [1, none],
  userLiveBatches: [1, none],
  openRequests: [1, none],
  tenantOpenRequests: [1, none],
  userOpenRequests: [1, none],
  tenantRunningRequests: [1, none],
};

/** The limits with their defaults. Throws `invalid_argument` for one that is unknown or cannot work, by its name. */
export function completeLimits(given: Partial<Limits> = {}): Limits {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of said) if (name !== 'endpoints') refuseBadNumber(name, value);
  const limits: Limits = { ...defaultLimits, ...Object.fromEntries(said) };
  refuseBadEndpoints(limits.endpoints);
  if (limits.minWindowMs > limits.maxWindowMs) throw refusal('minWindowMs', 'is above limits.maxWindowMs');
  return Object.freeze({ ...limits, endpoints: Object.freeze([...limits.endpoints]) });
}

function refuseBadNumber(name: string, value: unknown): void {
  const range = Object.entries(ranges).find(([known]) => known === name)?.[1];
  if (!range)
    throw refusal(name, 'is not known', `The limits are ${[...Object.keys(ranges), 'endpoints'].join(', ')}.`);
  const [least, highest] = range;
  if (isWhole(value) && value >= least && value <= highest) return;
  throw refusal(name, `must be ${described(range)}, and is ${String(value)}`);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) || value === none;
}

function described([least, highest]: Range): string {
  if (highest === none) return `a whole number from ${least}, or Infinity`;
  return highest === most ? `a whole number from ${least}` : `a whole number from ${least} to ${highest}`;
}

function refuseBadEndpoints(endpoints: unknown): void {
  const isGood =
    Array.isArray(endpoints) &&
    endpoints.length > 0 &&
    endpoints.every((path) => typeof path === 'string' && path.startsWith('/'));
  if (!isGood) throw refusal('endpoints', "must be a list of paths such as '/v1/chat/completions'");
}

function refusal(name: string, why: string, hint?: string): SpillwayError {
  const param = `limits.${name}`;
  return new SpillwayError(`${param} ${why}.`, {
    code: 'invalid_argument',
    param,
    ...(hint !== undefined && { hint }),
  });
}
