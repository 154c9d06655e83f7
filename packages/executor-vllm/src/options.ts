import { type Clock, systemClock } from '@spillway/core/clock';
import type { ServedModel } from '@spillway/core/executor';
import { type BreakerSettings, parseBreaker } from './breaker-options.ts';
import { parseBaseUrl } from './engine-url.ts';
import { invalidOption, refuseUnknown, wholeNumber } from './option-check.ts';
import { engineHeaders } from './request-headers.ts';

/** One engine, where its URL alone does not say enough. */
export interface EngineOptions {
  /** The engine's base, with or without `/v1` at its end. */
  readonly url: string;
  /** Sent as `authorization: Bearer …`; the executor's when absent. */
  readonly apiKey?: string;
  /** Sent beside the executor's `headers`; wins over them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For an engine that lists no models at `/v1/models`: what it serves. */
  readonly models?: readonly string[];
}

/** What `createVllmExecutor` takes. An unknown or wrong option throws `invalid_argument` with its name as `param`. */
export interface VllmExecutorOptions {
  /** At least one; several are replicas. */
  readonly engines: readonly (string | EngineOptions)[];
  /** Sent to every engine as `authorization: Bearer …`, unless the engine names its own. */
  readonly apiKey?: string;
  /** Sent with every call to every engine, by lower-case name; an engine's own win. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The paths that requests may name; `defaultPaths` when absent. */
  readonly paths?: readonly string[];
  /** A longer answer is cut off; 64 MiB when absent. */
  readonly maxResponseBytes?: number;
  /** Most connections to each engine; what exceeds them waits, within its timeout. 256 when absent. */
  readonly connections?: number;
  /** Between looks at each engine's health and models; 2 s when absent. */
  readonly healthIntervalMs?: number;
  /** How long an engine may take to answer a look; 5 s when absent. */
  readonly healthTimeoutMs?: number;
  /** When an engine that fails is left alone; each engine has a breaker of its own. */
  readonly breaker?: Partial<BreakerSettings>;
  /** The machine's when absent. */
  readonly clock?: Clock;
}

/** One engine, complete and checked. */
export interface EngineSettings {
  /** Scheme, host and port. */
  readonly origin: string;
  /** What stands before `/v1`, without a slash at its end. */
  readonly prefix: string;
  /** Names and values in turns, as undici takes them. */
  readonly headers: readonly string[];
  readonly models: readonly ServedModel[] | null;
}

/** The options, complete and checked. */
export interface VllmExecutorSettings {
  readonly engines: readonly EngineSettings[];
  readonly paths: ReadonlySet<string>;
  readonly maxResponseBytes: number;
  readonly connections: number;
  readonly healthIntervalMs: number;
  readonly healthTimeoutMs: number;
  readonly breaker: BreakerSettings;
  readonly clock: Clock;
}

/** The JSON endpoints of vLLM and OpenAI whose answer is one JSON object. */
export const defaultPaths: readonly string[] = [
  '/v1/chat/completions',
  '/v1/completions',
  '/v1/embeddings',
  '/v1/responses',
  '/v1/moderations',
  '/v1/rerank',
  '/v1/score',
];

const known = [
  'engines',
  'apiKey',
  'headers',
  'paths',
  'maxResponseBytes',
  'connections',
  'healthIntervalMs',
  'healthTimeoutMs',
  'breaker',
  'clock',
];

/** Completes and checks options. Throws `invalid_argument` with the first option that is wrong as `param`. */
export function parseOptions(options: VllmExecutorOptions): VllmExecutorSettings {
  refuseUnknown('', options, known);
  const { engines } = options;
  if (!Array.isArray(engines) || engines.length === 0) throw invalidOption('engines', 'must name at least one engine');
  return Object.freeze({
    engines: Object.freeze(engines.map((engine, index) => parseEngine(engine, `engines[${index}]`, options))),
    paths: parsePaths(options.paths ?? defaultPaths),
    maxResponseBytes: wholeNumber('maxResponseBytes', options.maxResponseBytes ?? 64 * 1024 ** 2),
    connections: wholeNumber('connections', options.connections ?? 256),
    healthIntervalMs: wholeNumber('healthIntervalMs', options.healthIntervalMs ?? 2_000),
    healthTimeoutMs: wholeNumber('healthTimeoutMs', options.healthTimeoutMs ?? 5_000),
    breaker: parseBreaker(options.breaker ?? {}),
    clock: options.clock ?? systemClock,
  });
}

function parseEngine(given: string | EngineOptions, param: string, shared: VllmExecutorOptions): EngineSettings {
  const engine = typeof given === 'string' ? { url: given } : given;
  refuseUnknown(param, engine, ['url', 'apiKey', 'headers', 'models']);
  const headers = engineHeaders(
    { apiKey: shared.apiKey, headers: shared.headers },
    { apiKey: engine.apiKey, headers: engine.headers },
    param,
  );
  const models = engine.models?.map((id) => Object.freeze({ id, maxModelTokens: null })) ?? null;
  return Object.freeze({ ...parseBaseUrl(engine.url, param), headers, models: models && Object.freeze(models) });
}

function parsePaths(paths: readonly string[]): ReadonlySet<string> {
  for (const path of paths) {
    const segments = /^(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+$/;
    if (typeof path !== 'string' || !segments.test(path)) {
      throw invalidOption('paths', `holds ${JSON.stringify(path)}, which is no plain path such as /v1/completions`);
    }
  }
  return new Set(paths);
}
