import { systemClock } from '@spillway/core/clock';
import type { EngineClock } from './clock.ts';
import { type FaultPlan, type FaultSettings, faultPlan } from './faults.ts';

/** Receives the bytes of every request body, in the order in which they came. */
export type BodyListener = (body: Uint8Array, requestId: string | undefined) => void;

/** What `startEngine` takes. A wrong or unknown option throws a RangeError with its name. */
export interface EngineOptions {
  /** Address to listen on; `127.0.0.1` when absent. */
  readonly host?: string;
  /** Port to listen on; 0, the default, takes a free one. */
  readonly port?: number;
  /** Names of the models served; the first is the `model_name` of the metrics. `['spillway-sim']` when absent. */
  readonly models?: readonly string[];
  /** Most tokens of prompt and completion together; 32,768 when absent. */
  readonly maxModelLen?: number;
  /** Decides completion lengths, texts and faults, together with the bodies; 0 when absent. */
  readonly seed?: number;
  /** Where set, requests under /v1 need `authorization: Bearer <apiKey>`. */
  readonly apiKey?: string;

  /** Most sequences in the batch; the others wait. 256 when absent, as in vLLM. */
  readonly maxNumSeqs?: number;
  /** Tokens that the KV cache holds; 400,000, or `maxModelLen` where that is more, when absent. */
  readonly kvCacheTokens?: number;
  /** Prompt tokens a second; 20,000 when absent. */
  readonly prefillTokensPerSecond?: number;
  /** Completion tokens a second of a sequence that runs alone; 60 when absent. */
  readonly decodeTokensPerSecond?: number;
  /** Batch size at which a sequence decodes at half of that rate; 128 when absent. */
  readonly decodeHalvesAtSeqs?: number;
  /** Divides every service time; `Infinity` answers at once, without a batch. 1 when absent. */
  readonly speed?: number;
  /** Whether prompts are looked up in the prefix cache; true when absent, false when `speed` is `Infinity`. */
  readonly prefixCache?: boolean;
  /** Bounds of the completion length, in tokens, before the request's own limit; 16 to 160 when absent. */
  readonly completionTokens?: { readonly min: number; readonly max: number };

  /** Ways to fail from the start; none when absent. */
  readonly faults?: FaultSettings;
  /** Called after a crash, when all connections are reset. */
  readonly onCrash?: () => void;
  /** `true` (when absent) keeps a count for each request, `'compact'` only totals, in at most 50 MB. */
  readonly countExecutions?: boolean | 'compact';
  /** A listener, or the path of a file that gets one line for each body: the body, or its base64 if it has newlines. */
  readonly logBodies?: string | BodyListener;
  /** How long `close` lets requests in flight finish before it resets them; 0 when absent, as in vLLM. */
  readonly shutdownTimeoutMs?: number;
  /** What service times and faults wait by; the machine's when absent. */
  readonly clock?: EngineClock;
}

type Optional = 'apiKey' | 'onCrash' | 'logBodies' | 'faults';

/** The options, complete and checked. */
export interface EngineSettings extends Readonly<Required<Omit<EngineOptions, Optional>>> {
  readonly apiKey: string | undefined;
  readonly onCrash: (() => void) | undefined;
  readonly logBodies: string | BodyListener | undefined;
  readonly faults: FaultPlan;
  readonly instant: boolean;
}

const defaults = {
  host: '127.0.0.1',
  port: 0,
  models: ['spillway-sim'],
  maxModelLen: 32_768,
  seed: 0,
  maxNumSeqs: 256,
  prefillTokensPerSecond: 20_000,
  decodeTokensPerSecond: 60,
  decodeHalvesAtSeqs: 128,
  speed: 1,
  completionTokens: { min: 16, max: 160 },
  countExecutions: true,
  shutdownTimeoutMs: 0,
  clock: systemClock,
} as const;

const optional = ['apiKey', 'kvCacheTokens', 'prefixCache', 'faults', 'onCrash', 'logBodies'];

/** Completes and checks options. Throws a RangeError that names the first option that is wrong. */
export function parseOptions(options: EngineOptions): EngineSettings {
  for (const name of Object.keys(options)) {
    if (!(name in defaults) && !optional.includes(name)) throw new RangeError(`there is no option "${name}"`);
  }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const merged: typeof defaults & EngineOptions = { ...defaults, ...given };
  const settings: EngineSettings = {
    ...merged,
    seed: merged.seed >>> 0,
    kvCacheTokens: merged.kvCacheTokens ?? Math.max(400_000, merged.maxModelLen),
    prefixCache: merged.prefixCache ?? merged.speed !== Number.POSITIVE_INFINITY,
    instant: merged.speed === Number.POSITIVE_INFINITY,
    faults: faultPlan(merged.faults ?? {}),
    apiKey: merged.apiKey,
    onCrash: merged.onCrash,
    logBodies: merged.logBodies,
  };
  check(settings);
  return Object.freeze(settings);
}

function check(settings: EngineSettings): void {
  integer('port', settings.port, 0, 65_535);
  for (const name of ['maxModelLen', 'maxNumSeqs', 'kvCacheTokens'] as const) integer(name, settings[name], 1);
  integer('decodeHalvesAtSeqs', settings.decodeHalvesAtSeqs, 2);
  integer('completionTokens.min', settings.completionTokens.min, 1);
  integer('completionTokens.max', settings.completionTokens.max, settings.completionTokens.min);
  for (const name of ['prefillTokensPerSecond', 'decodeTokensPerSecond', 'speed'] as const) {
    if (!(settings[name] > 0)) throw new RangeError(`option "${name}" must be above 0, not ${settings[name]}`);
  }
  if (!(settings.shutdownTimeoutMs >= 0)) throw new RangeError('option "shutdownTimeoutMs" must be 0 or more');
  if (settings.models.length === 0) throw new RangeError('option "models" must name at least one model');
  if (settings.kvCacheTokens < settings.maxModelLen) {
    throw new RangeError('option "kvCacheTokens" must be at least "maxModelLen", or a long request could never run');
  }
}

function integer(name: string, value: number, least: number, most: number = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new RangeError(`option "${name}" must be a whole number ${range}, not ${value}`);
}
