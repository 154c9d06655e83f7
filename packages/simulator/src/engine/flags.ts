import { parseArgs } from 'node:util';
import { parseFaults } from './faults.ts';
import type { EngineOptions } from './options.ts';

export const usage = `Usage: spillway-engine [flags]

An HTTP engine that answers like vLLM: /v1/chat/completions, /v1/completions, /v1/embeddings, /v1/responses,
/v1/models, /tokenize, /health, /metrics; and /stats, /faults, /reset for tests.

  --port N               port to listen on (8000)
  --host ADDRESS         address to listen on (127.0.0.1)
  --models A,B           models to serve (spillway-sim)
  --max-model-len N      most tokens of prompt and completion together (32768)
  --seed N               decides lengths, texts and faults (0)
  --api-key KEY          refuse requests without this key
  --max-num-seqs N       most sequences that run together (256)
  --kv-cache-tokens N    tokens that the KV cache holds (400000)
  --prefill-rate N       prompt tokens a second (20000)
  --decode-rate N        completion tokens a second of a sequence alone (60)
  --speed N              divides every service time; "inf" answers at once (1)
  --completion-tokens A-B  bounds of the completion length (16-160)
  --faults LIST          shares of requests that fail, as in status429=0.03,status503=0.03,hang=0.01
                         (kinds: status429 status503 status500 hang truncate garbage reset drip crash;
                         also retryAfterSeconds=N, dripMs=N, poison=TEXT)
  --log-bodies FILE      append each request body to FILE as one line
  --shutdown-timeout S   seconds that SIGTERM lets requests in flight finish (0)
  --help                 print this
`;

/** The flags as options, or what is wrong with them, or the wish for help. */
export type Flags = { readonly options: EngineOptions } | { readonly problem: string } | { readonly help: true };

const names = [
  'port',
  'host',
  'models',
  'max-model-len',
  'seed',
  'api-key',
  'max-num-seqs',
  'kv-cache-tokens',
  'prefill-rate',
  'decode-rate',
  'speed',
  'completion-tokens',
  'faults',
  'log-bodies',
  'shutdown-timeout',
] as const;

type Values = Readonly<Partial<Record<(typeof names)[number], string>>>;

export function parseFlags(argv: readonly string[]): Flags {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
    const { values } = parseArgs({ args: [...argv], options: { ...options, help: { type: 'boolean', short: 'h' } } });
    return values.help === true ? { help: true } : { options: optionsOf(values as Values) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function optionsOf(values: Values): EngineOptions {
  const shutdownSeconds = numberOf(values, 'shutdown-timeout');
  return definedOnly({
    host: values.host,
    port: numberOf(values, 'port') ?? 8_000,
    models: values.models?.split(',').filter((model) => model !== ''),
    maxModelLen: numberOf(values, 'max-model-len'),
    seed: numberOf(values, 'seed'),
    apiKey: values['api-key'],
    maxNumSeqs: numberOf(values, 'max-num-seqs'),
    kvCacheTokens: numberOf(values, 'kv-cache-tokens'),
    prefillTokensPerSecond: numberOf(values, 'prefill-rate'),
    decodeTokensPerSecond: numberOf(values, 'decode-rate'),
    speed: numberOf(values, 'speed'),
    completionTokens: rangeOf(values, 'completion-tokens'),
    faults: values.faults === undefined ? undefined : parseFaults(values.faults),
    logBodies: values['log-bodies'],
    shutdownTimeoutMs: shutdownSeconds === undefined ? undefined : shutdownSeconds * 1_000,
    // A process that runs for weeks must not grow with what it has seen.
    countExecutions: 'compact' as const,
  });
}

function numberOf(values: Values, name: keyof Values): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const number = /^inf(inity)?$/i.test(text) ? Number.POSITIVE_INFINITY : Number(text);
  if (text.trim() === '' || Number.isNaN(number)) throw new RangeError(`--${name} needs a number, not "${text}"`);
  return number;
}

function rangeOf(values: Values, name: keyof Values): { min: number; max: number } | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const [, min, max] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (min === undefined || max === undefined)
    throw new RangeError(`--${name} needs a range such as 16-160, not "${text}"`);
  return { min: Number(min), max: Number(max) };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function definedOnly<T extends object>(options: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>;
}
