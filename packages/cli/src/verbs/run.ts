import { SpillwayError } from '@spillway/core';
import { makeDataFolder } from '../assembly/data-folder.ts';
import { ReleaseStack } from '../assembly/release-stack.ts';
import { batchFlags, concurrencyFlag, engineFlags, storageFlags } from '../assembly/shared-flags.ts';
import { parseDuration } from '../flags/duration.ts';
import { type Flag, parsedFlag, switchFlag, textFlag } from '../flags/flag.ts';
import { performRun } from '../run/perform-run.ts';
import { producedPaths } from '../run/produced-paths.ts';
import { readInput } from '../run/read-input.ts';
import { runFolder, runKey } from '../run/run-folder.ts';
import { runPlace } from '../run/run-place.ts';
import { speedFlag } from './speed-flag.ts';
import { type Call, defineVerb, type Verb } from './verb.ts';

type RunFlags = typeof engineFlags &
  typeof batchFlags &
  typeof storageFlags & {
    readonly output: Flag<string | undefined>;
    readonly errors: Flag<string | undefined>;
    readonly simulate: Flag<boolean>;
    readonly speed: Flag<number>;
    readonly concurrency: Flag<number | undefined>;
    readonly within: Flag<string>;
    readonly endpoint: Flag<string | undefined>;
    readonly 'mixed-models': Flag<boolean>;
    readonly 'engine-wait': Flag<number>;
    readonly fresh: Flag<boolean>;
  };

const flags: RunFlags = {
  output: textFlag({ help: 'file for the answers, in the order of the input', value: 'FILE', short: 'o' }),
  errors: textFlag({
    help: 'file for the requests without an answer. Default: OUTPUT with .errors.jsonl',
    value: 'FILE',
  }),
  ...engineFlags,
  simulate: switchFlag({ help: 'use the built-in engine, which makes up the answers' }),
  speed: speedFlag({ fallback: 10 }),
  concurrency: concurrencyFlag,
  ...storageFlags,
  within: parsedFlag({
    help: 'how long it may take, counted from the first start: from 1m to 7d',
    value: 'TIME',
    wish: 'minutes, hours or days, such as 30m, 1h or 2d',
    fallback: '24h',
    parse: (text) => (/^[1-9]\d{0,4}[mhd]$/.test(text) ? text : undefined),
  }),
  endpoint: textFlag({ help: 'path that the requests name. Default: the url of the first line', value: 'PATH' }),
  ...batchFlags,
  'mixed-models': switchFlag({ help: 'allow requests for several models in the file' }),
  'engine-wait': parsedFlag({
    help: 'how long to wait for an engine that does not answer',
    value: 'TIME',
    wish: 'a duration such as 30s or 5m',
    fallback: 30_000,
    fallbackText: '30s',
    parse: parseDuration,
  }),
  fresh: switchFlag({ help: 'forget what an earlier call did with this input and output, and begin anew' }),
};

export type RunCall = Call<RunFlags>;

export const runVerb: Verb = defineVerb({
  name: 'run',
  summary: 'run one file of requests, without a server',
  operands: 'INPUT',
  needed: '-o OUTPUT',
  description:
    'Runs every request of INPUT, a JSONL file in the format of the OpenAI Batch API, on the engines, and writes the ' +
    'answers to OUTPUT. Stopped or killed, the same command goes on where it stopped; finished, it writes the files again.',
  flags,
  examples: [
    ['spillway run requests.jsonl -o answers.jsonl --engine http://127.0.0.1:8000', 'on a vLLM'],
    ['spillway run requests.jsonl -o answers.jsonl --simulate', 'without a GPU'],
  ],
  exits: [
    [0, 'every request was answered'],
    [1, 'could not run: bad flags, an input that does not validate, no engine'],
    [2, 'ran to the end, and some requests failed: see the errors file'],
    [130, 'stopped by a signal; the same command goes on'],
  ],
  async run(call) {
    const { flags, operand: path, interruption } = call;
    if (flags.output === undefined)
      throw misused('It needs --output.', '--output', 'Say where the answers go: -o answers.jsonl');
    refuseNoEngine(call);
    const paths = await producedPaths({ input: path, output: flags.output, errors: flags.errors });
    const input = await readInput(path, interruption.signal);
    const endpoint = flags.endpoint ?? input.firstUrl ?? '/v1/chat/completions';
    const mixedModels = flags['mixed-models'];
    const place = runPlace(flags);
    const { sha256 } = input;
    const key = runKey({ sha256, output: paths.output, endpoint, simulate: flags.simulate, mixedModels, place });
    await using stack = new ReleaseStack();
    const data = await makeDataFolder(flags['data-dir']);
    const folder = runFolder(data, key);
    return await performRun({ call, input, paths, endpoint, folder, place, data, stack });
  },
});

function refuseNoEngine({ flags }: RunCall): void {
  if (flags.simulate && flags.engine.length > 0) {
    throw misused('--simulate and --engine contradict each other.', '--simulate', 'Leave one of them out.');
  }
  if (flags.simulate || flags.engine.length > 0) return;
  throw misused(
    'It needs an engine.',
    '--engine',
    'Name one, for instance --engine http://127.0.0.1:8000; or try it with --simulate, which makes up the answers.',
  );
}

function misused(message: string, param: string, hint: string): SpillwayError {
  return new SpillwayError(message, { code: 'invalid_argument', param, hint });
}
