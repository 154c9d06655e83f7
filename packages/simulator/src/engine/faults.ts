import type { BodyDigest } from './body-digest.ts';
import { uniform } from './seeded-random.ts';

/** The ways to fail: an HTTP status, or what the name says. `crash` takes the whole engine down. */
export const faultKinds = [
  'status429',
  'status503',
  'status500',
  'hang',
  'truncate',
  'garbage',
  'reset',
  'drip',
  'crash',
] as const;

/**
 * One way to fail.
 *
 * - `status429`, `status503`, `status500`: the HTTP status, with vLLM's error body; the first two with Retry-After.
 * - `hang`: no answer until the client leaves.
 * - `truncate`: the connection ends in the middle of the body.
 * - `garbage`: 200 with a body that is no JSON.
 * - `reset`: the connection is reset before the answer.
 * - `drip`: the right answer in eight pieces with pauses.
 * - `crash`: the whole engine dies, as after `crash()`.
 */
export type FaultKind = (typeof faultKinds)[number];

/** Each rate is the share of executions, 0 to 1, that fail that way; all rates together are at most 1. */
export interface FaultSettings extends Readonly<Partial<Record<FaultKind, number>>> {
  /** Sent as Retry-After with 429 and 503; 1 when absent. */
  readonly retryAfterSeconds?: number;
  /** Pause between the eight pieces of a dripped answer; 100 when absent. */
  readonly dripMs?: number;
  /** A body that holds this text crashes the engine, every time. */
  readonly poison?: string;
}

/** Settings with every value present. */
export interface FaultPlan {
  readonly rates: readonly (readonly [FaultKind, number])[];
  readonly retryAfterSeconds: number;
  readonly dripMs: number;
  readonly poison: Buffer | undefined;
}

/** Chooses by seed, body and how often this body was executed, so a repeat may fare better and every run is the same. */
export function chooseFault(plan: FaultPlan, seed: number, body: BodyDigest, execution: number): FaultKind | undefined {
  let left = uniform(seed, body.high, body.low, execution);
  for (const [kind, rate] of plan.rates) {
    if (left < rate) return kind;
    left -= rate;
  }
  return undefined;
}

/** Completes and checks settings. Throws a RangeError that names what is wrong. */
export function faultPlan(settings: FaultSettings): FaultPlan {
  refuseUnknown(settings);
  const rates = faultKinds.flatMap((kind) => {
    const rate = atLeastZero(settings, kind) ?? 0;
    return rate > 0 ? [[kind, rate] as const] : [];
  });
  const sum = rates.reduce((total, [, rate]) => total + rate, 0);
  if (sum > 1 + 1e-9) throw new RangeError(`fault rates add up to ${sum}; all together must be at most 1`);
  return {
    rates,
    retryAfterSeconds: atLeastZero(settings, 'retryAfterSeconds') ?? 1,
    dripMs: atLeastZero(settings, 'dripMs') ?? 100,
    poison: poison(settings),
  };
}

/** Reads `status429=0.03,hang=0.01,retryAfterSeconds=2,poison=TEXT`. Throws a RangeError that names what is wrong. */
export function parseFaults(text: string): FaultSettings {
  const settings: Record<string, number | string> = {};
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue;
    const [name = '', value] = pair.trim().split(/=(.*)/s);
    if (value === undefined) throw new RangeError(`fault "${name}" needs a value, as in ${name}=0.05`);
    settings[name] = name === 'poison' ? value : number(name, value);
  }
  faultPlan(settings);
  return settings;
}

function number(name: string, value: string): number {
  const parsed = Number(value);
  if (value.trim() === '' || Number.isNaN(parsed))
    throw new RangeError(`fault "${name}" needs a number, not "${value}"`);
  return parsed;
}

function atLeastZero(settings: FaultSettings, name: Exclude<keyof FaultSettings, 'poison'>): number | undefined {
  const value = settings[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= 0) return value;
  throw new RangeError(`fault "${name}" must be a number of 0 or more, not ${JSON.stringify(value)}`);
}

function poison({ poison: text }: FaultSettings): Buffer | undefined {
  if (text === undefined) return undefined;
  if (typeof text === 'string' && text !== '') return Buffer.from(text);
  throw new RangeError(`fault "poison" must be a text of one character or more, not ${JSON.stringify(text)}`);
}

function refuseUnknown(settings: FaultSettings): void {
  const known: readonly string[] = [...faultKinds, 'retryAfterSeconds', 'dripMs', 'poison'];
  for (const name of Object.keys(settings)) {
    if (!known.includes(name)) throw new RangeError(`there is no fault "${name}"; known are ${known.join(', ')}`);
  }
}
