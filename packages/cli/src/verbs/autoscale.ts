import { SpillwayError } from '@spillway/core';
import { commandTarget, dryRunTarget, type ScaleTarget } from '@spillway/core/scaling';
import { makeDataFolder } from '../assembly/data-folder.ts';
import { metricsFlags } from '../assembly/metrics-flags.ts';
import { type OpenedMetrics, openMetrics } from '../assembly/open-metrics.ts';
import { openStore } from '../assembly/open-store.ts';
import { poolFlags, scaledPools } from '../assembly/pool-flags.ts';
import { ReleaseStack } from '../assembly/release-stack.ts';
import { runLoops } from '../assembly/run-loops.ts';
import { mostOf, replicaLog, scalingLoop } from '../assembly/scaling-loop.ts';
import { storageFlags } from '../assembly/shared-flags.ts';
import { exitCodes } from '../exit-code.ts';
import { parseDuration } from '../flags/duration.ts';
import { type FlagValues, listFlag, parsedFlag, switchFlag, textFlag } from '../flags/flag.ts';
import { logFlags } from '../log/log-flags.ts';
import { untilStopped } from './exits.ts';
import { type Call, defineVerb, type Verb } from './verb.ts';

const flags = {
  ...poolFlags,
  command: textFlag({
    help: 'shell command that is one worker, told SPILLWAY_POOL and SPILLWAY_MODEL by its environment; it drains on SIGTERM',
    value: 'COMMAND',
    env: 'SPILLWAY_WORKER_COMMAND',
  }),
  'dry-run': switchFlag({ help: 'start nothing, and say what would be started' }),
  pool: listFlag({
    help: 'scale these pools only. Default: all that have a maximum',
    value: 'NAME',
    env: 'SPILLWAY_POOL',
  }),
  model: listFlag({ help: 'start workers for these models only. Default: all', value: 'NAME', env: 'SPILLWAY_MODEL' }),
  grace: parsedFlag({
    help: 'from SIGTERM to SIGKILL for a worker that is not needed any more',
    value: 'TIME',
    env: 'SPILLWAY_GRACE',
    wish: 'a duration such as 15s',
    fallback: 15_000,
    fallbackText: '15s',
    parse: parseDuration,
  }),
  'data-dir': storageFlags['data-dir'],
  'database-url': storageFlags['database-url'],
  ...metricsFlags,
  ...logFlags,
};

export const autoscaleVerb: Verb = defineVerb({
  name: 'autoscale',
  summary: 'start and stop workers on this machine, as the fleet decides',
  needed: "--pools POOL --command '...'|--dry-run",
  description:
    'Reads from the database how many workers each pool should have, and starts and stops so many. One that dies is ' +
    'replaced; all end with this process, however that ends. Each pool has one autoscaler.',
  flags,
  examples: [
    [
      "spillway autoscale --pools 'spot:max=8' --command 'spillway work --engine http://127.0.0.1:8000'",
      'up to eight spot workers on this machine',
    ],
    ["spillway autoscale --pools 'spot:max=8;dedicated:max=2' --dry-run", 'what it would start'],
  ],
  exits: untilStopped,
  async run(call) {
    const { output, interruption } = call;
    const pools = poolsOf(call.flags);
    await using stack = new ReleaseStack();
    const metrics = await openMetrics({ ...call, stack });
    const target = stack.add(targetOf(call, metrics.spillwayOptions));
    const folder = await makeDataFolder(call.flags['data-dir']);
    const databaseUrl = call.flags['database-url'];
    const { store } = await openStore({ databaseUrl, folder, stack, output, signal: interruption.signal });
    const { model } = call.flags;
    const scaling = { ...call, ...metrics.spillwayOptions, store, target, pools };
    const loop = scalingLoop({ ...scaling, ...(model.length > 0 && { models: model }) });
    const shown = metrics.url === null ? '' : `, metrics on ${metrics.url}`;
    const ready = { event: 'ready', process: 'autoscale', metrics: metrics.url };
    output.event(ready, `spillway autoscale ready: ${mostOf(pools)}${shown}`);
    await runLoops([loop], interruption.signal);
    return exitCodes.ok;
  },
});

type Flags = FlagValues<typeof flags>;

function poolsOf({ pools = [], pool: only }: Flags): NonNullable<Flags['pools']> {
  const scaled = scaledPools(pools);
  const unknown = only.find((name) => !scaled.some((pool) => pool.name === name));
  if (unknown !== undefined)
    throw refused('--pool', `--pools gives no pool "${unknown}" a maximum.`, `Write --pools '${unknown}:max=8'.`);
  const chosen = scaled.filter(({ name }) => only.length === 0 || only.includes(name));
  if (chosen.length === 0)
    throw refused('--pools', 'It needs a pool with a maximum.', "Write for instance --pools 'spot:max=8'.");
  return chosen;
}

function targetOf(
  { flags: { command, grace, 'dry-run': dry }, output, clock }: Call<typeof flags>,
  measuring: OpenedMetrics['spillwayOptions'],
): ScaleTarget {
  if (dry === (command !== undefined))
    throw refused('--command', 'It needs either --command or --dry-run.', 'Say what one worker is, or try it dry.');
  if (command === undefined)
    return dryRunTarget({
      onChange: ({ before, ...wish }) =>
        output.event(
          { event: 'wish', before, ...wish },
          `${wish.pool} for ${wish.model}: ${before ?? 0} -> ${wish.desiredReplicas} workers`,
        ),
    });
  return commandTarget({
    command: 'sh',
    args: ['-c', command],
    // A port belongs to one process alone.
    env: { SPILLWAY_METRICS_PORT: '' },
    graceMs: grace,
    onChange: replicaLog({ output, clock }),
    clock,
    ...measuring,
  });
}

function refused(param: string, message: string, hint: string): SpillwayError {
  return new SpillwayError(message, { code: 'invalid_argument', param, hint });
}
