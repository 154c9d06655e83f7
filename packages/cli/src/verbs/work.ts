import { SpillwayError } from '@spillway/core';
import { runningFlags, runningLimitsOf } from '../assembly/limit-flags.ts';
import { openEngines } from '../assembly/open-engines.ts';
import { openSpillway } from '../assembly/open-spillway.ts';
import { ReleaseStack } from '../assembly/release-stack.ts';
import { runLoops } from '../assembly/run-loops.ts';
import { concurrencyFlag, concurrencyOf, engineFlags, storageFlags } from '../assembly/shared-flags.ts';
import { noticeSources, watchNotices } from '../assembly/watch-notices.ts';
import { exitCodes } from '../exit-code.ts';
import { parsedFlag, textFlag, wordsFlag } from '../flags/flag.ts';
import { untilStopped } from './exits.ts';
import { defineVerb, type Verb } from './verb.ts';

/** On drain, what is in flight gets so long; settling and closing need the rest of the 15 s. */
export const drainMs = 8_000;

export const workVerb: Verb = defineVerb({
  name: 'work',
  summary: 'run requests on engines, as a worker of one pool',
  needed: '--pool spot|dedicated --engine URL',
  description:
    'Takes requests of batches and runs them on the engines. SIGTERM drains, and so does a notice with --notices: what is in ' +
    'flight gets 8 s to finish, what is finished is recorded, the rest is handed back and burns no attempt.',
  flags: {
    pool: parsedFlag({
      help: 'spot: may vanish at any moment, takes work from the start. dedicated: takes what spot dropped, and what a deadline needs',
      value: 'POOL',
      env: 'SPILLWAY_POOL',
      wish: 'spot or dedicated',
      parse: (text) => (['spot', 'dedicated'].includes(text) ? text : undefined),
    }),
    ...engineFlags,
    concurrency: concurrencyFlag,
    ...runningFlags,
    ...storageFlags,
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
  },
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
    const { pool, engine: urls } = flags;
    if (pool === undefined)
      throw missing('--pool', 'Say which pool this machine belongs to: --pool spot or --pool dedicated.');
    if (urls.length === 0)
      throw missing('--engine', 'Say where the engine is, for instance --engine http://127.0.0.1:8000.');
    await using stack = new ReleaseStack();
    const concurrency = concurrencyOf(flags.concurrency, urls.length);
    const executor = openEngines({ urls, apiKey: flags['engine-key'], concurrency, stack });
    const { spillway } = await openSpillway({ ...call, stack, spillwayOptions: { limits: runningLimitsOf(flags) } });
    const id = flags['worker-id'];
    const worker = spillway.worker({ executor, pool, concurrency, drainMs, ...(id !== undefined && { id }) });
    output.event(
      { event: 'ready', process: 'work', pool, worker: worker.id, engines: urls, concurrency },
      `spillway work ready: ${worker.id}, ${concurrency} at a time on ${urls.join(', ')}`,
    );
    await runLoops([worker], watchNotices(flags.notices, call));
    return exitCodes.ok;
  },
});

function missing(flag: string, hint: string): SpillwayError {
  return new SpillwayError(`It needs ${flag}.`, { code: 'invalid_argument', param: flag, hint });
}
