import { fleetLogFlags, openFleetLog } from '../assembly/fleet-log.ts';
import { fleetPolicyFlags, fleetPolicyOf } from '../assembly/fleet-policy-flag.ts';
import { lineFlags, lineLimitsOf } from '../assembly/limit-flags.ts';
import { metricsFlags } from '../assembly/metrics-flags.ts';
import { openMetrics } from '../assembly/open-metrics.ts';
import { openSpillway } from '../assembly/open-spillway.ts';
import { openTraces } from '../assembly/open-traces.ts';
import { poolFlags, poolOptionsOf } from '../assembly/pool-flags.ts';
import { ReleaseStack } from '../assembly/release-stack.ts';
import { historyFlags, historyRetentionOf } from '../assembly/retention-flags.ts';
import { runLoops } from '../assembly/run-loops.ts';
import { storageFlags } from '../assembly/shared-flags.ts';
import { tracesFlags } from '../assembly/traces-flags.ts';
import { exitCodes } from '../exit-code.ts';
import { logFlags } from '../log/log-flags.ts';
import { untilStopped } from './exits.ts';
import { defineVerb, type Verb } from './verb.ts';

export const coordinateVerb: Verb = defineVerb({
  name: 'coordinate',
  summary: 'plan, watch and finish batches',
  description:
    'Moves batches through their lives: plans new ones, watches deadlines, opens the dedicated pool when a deadline ' +
    'needs it, writes the output and error files, removes what has expired. Any number may run beside each other.',
  flags: {
    ...storageFlags,
    ...lineFlags,
    ...poolFlags,
    ...fleetPolicyFlags,
    ...fleetLogFlags,
    ...historyFlags,
    ...metricsFlags,
    ...tracesFlags,
    ...logFlags,
  },
  examples: [
    ['spillway coordinate --database-url postgres://db/spillway --blobs file:/mnt/spillway', 'one of a deployment'],
  ],
  exits: untilStopped,
  async run(call) {
    const { flags, output, interruption } = call;
    await using stack = new ReleaseStack();
    const log = await openFleetLog({ ...call, stack });
    const fleet = { ...poolOptionsOf(flags), ...fleetPolicyOf(flags), ...log };
    const metrics = await openMetrics({ ...call, stack });
    const traces = await openTraces({ ...call, process: 'coordinate', stack });
    const spillwayOptions = {
      ...metrics.spillwayOptions,
      ...traces.spillwayOptions,
      ...fleet,
      limits: lineLimitsOf(flags),
      observeInstallation: true,
      retention: historyRetentionOf(flags),
    };
    const { spillway } = await openSpillway({ ...call, stack, spillwayOptions });
    const shown = metrics.url === null ? '' : `, metrics on ${metrics.url}`;
    output.event({ event: 'ready', process: 'coordinate', metrics: metrics.url }, `spillway coordinate ready${shown}`);
    await runLoops([spillway.coordinator()], interruption.signal);
    return exitCodes.ok;
  },
});
