import type { Executor } from '@spillway/core/executor';
import { type ApiKey, keptKey, refuseOpenDoor } from '../assembly/api-key.ts';
import {
  admissionFlags,
  admissionLimitsOf,
  lineFlags,
  lineLimitsOf,
  runningFlags,
  runningLimitsOf,
} from '../assembly/limit-flags.ts';
import { openApi } from '../assembly/open-api.ts';
import { builtInModel, openBuiltInEngine, openEngines } from '../assembly/open-engines.ts';
import { openSpillway } from '../assembly/open-spillway.ts';
import { ReleaseStack } from '../assembly/release-stack.ts';
import { runLoops } from '../assembly/run-loops.ts';
import {
  batchFlags,
  batchOptionsOf,
  concurrencyFlag,
  concurrencyOf,
  engineFlags,
  listenFlags,
  storageFlags,
} from '../assembly/shared-flags.ts';
import { exitCodes } from '../exit-code.ts';
import { listFlag } from '../flags/flag.ts';
import type { Output } from '../terminal/output.ts';
import { untilStopped } from './exits.ts';
import { speedFlag } from './speed-flag.ts';
import { defineVerb, type Verb } from './verb.ts';
import { drainMs } from './work.ts';

export const devVerb: Verb = defineVerb({
  name: 'dev',
  summary: 'everything in one process: API, coordinator, a spot and a dedicated worker',
  description:
    'Starts a whole installation on this machine: the OpenAI-compatible API, a coordinator, one spot and one dedicated ' +
    'worker, an embedded PostgreSQL and local files. Without --engine a built-in engine makes up the answers.\n' +
    'The API asks for a key, made at the first start and kept in the data folder; --no-auth opens it, on loopback only.',
  flags: {
    ...listenFlags,
    ...engineFlags,
    concurrency: concurrencyFlag,
    ...runningFlags,
    ...batchFlags,
    ...lineFlags,
    ...admissionFlags,
    ...storageFlags,
    model: listFlag({ help: `models that the built-in engine serves. Default: ${builtInModel}`, value: 'NAME' }),
    speed: speedFlag({ fallback: 1 }),
  },
  examples: [
    ['spillway dev', 'try it without a GPU'],
    ['spillway dev --engine http://127.0.0.1:8000', 'in front of a vLLM on this machine'],
  ],
  exits: untilStopped,
  async run(call) {
    const { flags, output, interruption } = call;
    const given = flags['api-key'];
    refuseOpenDoor({ given, noAuth: flags['no-auth'], host: flags.host });
    await using stack = new ReleaseStack();
    const concurrency = concurrencyOf(flags.concurrency, flags.engine.length);
    const batchOptions = batchOptionsOf(flags);
    const limits = {
      ...batchOptions.limits,
      ...lineLimitsOf(flags),
      ...admissionLimitsOf(flags),
      ...runningLimitsOf(flags),
    };
    const { spillway, folder } = await openSpillway({
      ...call,
      stack,
      spillwayOptions: { ...batchOptions, limits, refuseInfeasible: flags['refuse-infeasible'] },
    });
    const key = await keyOf({ given, noAuth: flags['no-auth'], path: folder.apiKey });
    const executor = await engineOf({ ...flags, concurrency, stack });
    const work = { executor, concurrency, drainMs };
    const workers = [spillway.worker({ ...work, pool: 'spot' }), spillway.worker({ ...work, pool: 'dedicated' })];
    const api = await openApi({ ...call, spillway, apiKey: key.key, stack });
    announce({
      output,
      url: api.url,
      key,
      engines: flags.engine,
      models: modelsOf(flags.model),
      keyPath: folder.apiKey,
    });
    await runLoops([api, spillway.coordinator(), ...workers], interruption.signal);
    return exitCodes.ok;
  },
});

function keyOf({
  given,
  noAuth,
  path,
}: {
  given: string | undefined;
  noAuth: boolean;
  path: string;
}): Promise<ApiKey> | ApiKey {
  if (noAuth) return { key: undefined, from: 'none' };
  return given === undefined ? keptKey(path) : { key: given, from: 'given' };
}

interface DevEngine {
  readonly engine: readonly string[];
  readonly 'engine-key': string | undefined;
  readonly model: readonly string[];
  readonly speed: number;
  readonly concurrency: number;
  readonly stack: ReleaseStack;
}

async function engineOf({ engine: urls, model, ...options }: DevEngine): Promise<Executor> {
  return urls.length > 0
    ? openEngines({ ...options, urls, apiKey: options['engine-key'] })
    : openBuiltInEngine({ ...options, models: modelsOf(model) });
}

function modelsOf(asked: readonly string[]): readonly string[] {
  return asked.length > 0 ? asked : [builtInModel];
}

interface Announcement {
  readonly output: Output;
  readonly url: string;
  readonly key: ApiKey;
  readonly keyPath: string;
  readonly engines: readonly string[];
  readonly models: readonly string[];
}

function announce({ output, url, key, keyPath, engines, models }: Announcement): void {
  const engine = engines.length > 0 ? engines.join(', ') : `built in, answers are made up, serves ${models.join(', ')}`;
  const lines = [
    `spillway ready on ${url}`,
    `  engine   ${engine}`,
    `  key      ${keyNote(key, keyPath)}`,
    `  try      ${tryLine(url, key)}`,
  ];
  const record = { event: 'ready', process: 'dev', url, engines, key_from: key.from, key_path: keyPath };
  // A key that came from outside is its owner's to show.
  output.event({ ...record, ...(key.from !== 'given' && { api_key: key.key ?? null }) }, lines.join('\n'));
}

function keyNote({ key, from }: ApiKey, path: string): string {
  if (from === 'none') return 'none: whoever reaches the port is let in';
  return from === 'given' ? 'the one you gave' : `${key} (${from === 'made' ? 'made now, ' : ''}kept in ${path})`;
}

/** One line to copy: sets what OpenAI's clients read, and lists the batches. */
function tryLine(url: string, { key, from }: ApiKey): string {
  const shown = from === 'given' ? '$SPILLWAY_API_KEY' : (key ?? 'none');
  return (
    `export OPENAI_BASE_URL=${url}/v1 OPENAI_API_KEY=${shown}; ` +
    'curl -s "$OPENAI_BASE_URL/batches" -H "Authorization: Bearer $OPENAI_API_KEY"'
  );
}
