import type { Pool } from '@spillway/core/policy';
import { createPrometheusMetrics } from '@spillway/server';
import { type ApiKey, keptKey, refuseOpenDoor } from '../assembly/api-key.ts';
import { openFleetLog } from '../assembly/fleet-log.ts';
import { openApi } from '../assembly/open-api.ts';
import { openSpillway } from '../assembly/open-spillway.ts';
import { openTraces } from '../assembly/open-traces.ts';
import { ReleaseStack } from '../assembly/release-stack.ts';
import { runLoops } from '../assembly/run-loops.ts';
import { mostOf } from '../assembly/scaling-loop.ts';
import { exitCodes } from '../exit-code.ts';
import type { Output } from '../terminal/output.ts';
import { type DevFlags, devFlags, poolsOf, spillwayOptionsOf } from './dev-flags.ts';
import { ownWorkers, scaleWorkers } from './dev-workers.ts';
import { untilStopped } from './exits.ts';
import { modelsOf } from './model-flag.ts';
import { defineVerb, type Verb } from './verb.ts';

export const devVerb: Verb = defineVerb({
  name: 'dev',
  summary: 'everything in one process: API, portal, coordinator, a spot and a dedicated worker',
  description:
    'Starts a whole installation on this machine: the OpenAI-compatible API, the web portal, a coordinator, one spot and one dedicated ' +
    'worker, an embedded PostgreSQL and local files. Without --engine a built-in engine makes up the answers.\n' +
    'The API asks for a key, made at the first start and kept in the data folder; --no-auth opens it, on loopback only.',
  flags: devFlags,
  examples: [
    ['spillway dev', 'try it without a GPU'],
    ['spillway dev --engine http://127.0.0.1:8000', 'in front of a vLLM on this machine'],
    ["spillway dev --autoscale --pools 'spot:max=4;dedicated:max=2'", 'with workers that come and go'],
  ],
  exits: untilStopped,
  async run(call) {
    const { flags, output, interruption } = call;
    const given = flags['api-key'];
    refuseOpenDoor({ given, noAuth: flags['no-auth'], host: flags.host });
    const pools = poolsOf(flags);
    await using stack = new ReleaseStack();
    const metrics = createPrometheusMetrics();
    const traces = await openTraces({ ...call, process: 'dev', stack });
    const measuring = {
      meterProvider: metrics.provider,
      observeInstallation: true,
      keepFleetSeries: true,
      ...traces.spillwayOptions,
    };
    const log = await openFleetLog({ ...call, stack });
    const spillwayOptions = { ...spillwayOptionsOf(flags), ...measuring, ...log, pools };
    const opened = await openSpillway({ ...call, stack, spillwayOptions });
    const { spillway, blobs, folder } = opened;
    const key = await keyOf({ given, noAuth: flags['no-auth'], path: folder.apiKey });
    const workers = flags.autoscale
      ? [await scaleWorkers(call, { ...opened, pools, stack, meterProvider: metrics.provider })]
      : await ownWorkers(call, { spillway, pools, stack });
    const api = await openApi({ ...call, spillway, blobs, apiKey: key.key, metrics, stack });
    announce({ output, url: api.url, key, keyPath: folder.apiKey, flags, pools });
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

interface Announcement {
  readonly output: Output;
  readonly url: string;
  readonly key: ApiKey;
  readonly keyPath: string;
  readonly flags: DevFlags;
  readonly pools: readonly Pool[];
}

function announce({ output, url, key, keyPath, flags, pools }: Announcement): void {
  const { engine: engines, autoscale } = flags;
  const builtIn = `built in, answers are made up, serves ${modelsOf(flags.model).join(', ')}`;
  const engine = engines.length > 0 ? engines.join(', ') : builtIn;
  const lines = [
    `spillway ready on ${url}`,
    `  engine   ${engine}`,
    ...(flags['no-portal'] ? [] : [`  portal   ${url}/portal/`]),
    ...(autoscale ? [`  workers  as the fleet decides, ${mostOf(pools)}`] : []),
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
