import { SpillwayError } from '@spillway/core';
import type { Executor } from '@spillway/core/executor';
import { defaultPools } from '@spillway/core/policy';
import { runningFlags, runningLimitsOf } from '../assembly/limit-flags.ts';
import { metricsFlags } from '../assembly/metrics-flags.ts';
import { openBuiltInEngine, openEngines } from '../assembly/open-engines.ts';
import { openMetrics } from '../assembly/open-metrics.ts';
import { openSpillway } from '../assembly/open-spillway.ts';
import { openTraces } from '../assembly/open-traces.ts';
import { poolFlags, poolOptionsOf } from '../assembly/pool-flags.ts';
import { ReleaseStack } from '../assembly/release-stack.ts';
import { runLoops } from '../assembly/run-loops.ts';
import { concurrencyFlag, concurrencyOf, engineFlags, storageFlags } from '../assembly/shared-flags.ts';
import { tracesFlags } from '../assembly/traces-flags.ts';
import { noticeSources, watchNotices } from '../assembly/watch-notices.ts';
import { exitCodes } from '../exit-code.ts';
import { type Flag, type FlagValues, switchFlag, textFlag, wordsFlag } from '../flags/flag.ts';
import { engineLog } from '../log/engine-log.ts';
import { logFlags } from '../log/log-flags.ts';
import { untilStopped } from './exits.ts';
import { modelFlag, modelsOf } from './model-flag.ts';
import { speedFlag } from './speed-flag.ts';
import { defineVerb, type Verb } from './verb.ts';

/** On drain, what is in flight gets so long; settling and closing need the rest of the 15 s. */
export const drainMs = 8_000;

type OwnFlags = {
  readonly pool: Flag<string | undefined>;
  readonly 'built-in-engine': Flag<boolean>;
  readonly model: Flag<readonly string[]>;
  readonly speed: Flag<number>;
  readonly concurrency: Flag<number | undefined>;
  readonly notices: Flag<readonly string[]>;
  readonly 'worker-id': Flag<string | undefined>;
};

/** What `spillway work` is told. */
export const workFlags: OwnFlags &
  typeof poolFlags &
  typeof engineFlags &
  typeof runningFlags &
  typeof storageFlags &
  typeof metricsFlags &
  typeof tracesFlags &
  typeof logFlags = {
  pool: textFlag({
    help: 'spot: may vanish at any moment, takes work from the start. dedicated: takes what spot dropped, and what a deadline needs. Or another of --pools',
    value: 'POOL',
    env: 'SPILLWAY_POOL',
  }),
  ...poolFlags,
  ...engineFlags,
  'built-in-engine': switchFlag({ help: 'in place of --engine: an engine in this process that makes up the answers' }),
  model: modelFlag,
  speed: speedFlag({ fallback: 1 }),
  concurrency: concurrencyFlag,
  ...runningFlags,
  ...storageFlags,
  ...metricsFlags,
  ...tracesFlags,
  ...logFlags,
  notices: wordsFlag(noticeSources, {
    help: 'cloud whose notices of interruption start the drain, before SIGTERM comes: aws, gcp',
    value: 'CLOUD',
    env: 'SPILLWAY_NOTICES',
  }),
  'worker-id': textFlag({
    help: 'name that outlives the process, so that a restart releases at once what its predecessor held; one live worker each. Default: a fresh one',
    value: 'NAME',
    env: 'SPILLWAY_WORKER_ID',
  }),
};

export const workVerb: Verb = defineVerb({
  name: 'work',
  summary: 'run requests on engines, as a worker of one pool',
  needed: '--pool POOL --engine URL',
  description:
    'Takes requests of batches and runs them on the engines. SIGTERM drains, and so does a notice with --notices: what is in ' +
    'flight gets 8 s to finish, what is finished is recorded, the rest is handed back and burns no attempt.',
  flags: workFlags,
  examples: [
    [
      'spillway work --pool spot --engine http://127.0.0.1:8000 --database-url postgres://db/spillway --blobs file:/mnt/spillway',
      'beside a vLLM on a spot machine',
    ],
    [
      'spillway work --pool dedicated --engine http://gpu-1:8000 --engine http://gpu-2:8000',
      'in front of two replicas',
    ],
  ],
  exits: untilStopped,
  async run(call) {
    const { flags, output } = call;
    const { engine: urls } = flags;
    const pool = poolOf(flags);
    if ((urls.length === 0) !== flags['built-in-engine'])
      throw missing('--engine', 'Say where the engine is, for instance --engine http://127.0.0.1:8000.');
    await using stack = new ReleaseStack();
    const concurrency = concurrencyOf(flags.concurrency, urls.length);
    const executor = await engineOf(flags, { concurrency, stack });
    const metrics = await openMetrics({ ...call, stack });
    const traces = await openTraces({ ...call, process: 'work', stack });
    const measuring = { ...metrics.spillwayOptions, ...traces.spillwayOptions };
    const spillwayOptions = { limits: runningLimitsOf(flags), ...poolOptionsOf(flags), ...measuring };
    const { spillway } = await openSpillway({ ...call, stack, spillwayOptions });
    const id = flags['worker-id'];
    const worker = spillway.worker({ executor, pool, concurrency, drainMs, ...(id !== undefined && { id }) });
    output.event(
      { event: 'ready', process: 'work', pool, worker: worker.id, engines: urls, concurrency, metrics: metrics.url },
      `spillway work ready: ${worker.id}, ${concurrency} at a time on ${urls.length > 0 ? urls.join(', ') : 'an engine of its own'}${metrics.url === null ? '' : `, metrics on ${metrics.url}`}`,
    );
    const engines = engineLog({ ...call, executor, worker: worker.id });
    await runLoops([worker, engines], watchNotices(flags.notices, call));
    return exitCodes.ok;
  },
});

function poolOf({ pool, pools = defaultPools }: FlagValues<typeof workFlags>): string {
  if (pool === undefined)
    throw missing('--pool', 'Say which pool this machine belongs to: --pool spot or --pool dedicated.');
  if (pools.some(({ name }) => name === pool)) return pool;
  const names = pools.map(({ name }) => name).join(' or ');
  throw new SpillwayError(`--pool needs ${names}, not "${pool}".`, { code: 'invalid_argument', param: '--pool' });
}

async function engineOf(
  { engine: urls, 'engine-key': apiKey, model, speed }: FlagValues<typeof workFlags>,
  open: { readonly concurrency: number; readonly stack: ReleaseStack },
): Promise<Executor> {
  if (urls.length > 0) return openEngines({ ...open, urls, apiKey });
  return openBuiltInEngine({ ...open, models: modelsOf(model), speed });
}

function missing(flag: string, hint: string): SpillwayError {
  return new SpillwayError(`It needs ${flag}.`, { code: 'invalid_argument', param: flag, hint });
}
