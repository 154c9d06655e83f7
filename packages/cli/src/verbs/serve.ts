import { SpillwayError } from '@spillway/core';
import { createPrometheusMetrics } from '@spillway/server';
import { refuseOpenDoor } from '../assembly/api-key.ts';
import { fleetPolicyFlags, fleetPolicyOf } from '../assembly/fleet-policy-flag.ts';
import { admissionFlags, admissionLimitsOf } from '../assembly/limit-flags.ts';
import { linkFlags } from '../assembly/link-flags.ts';
import { openApi } from '../assembly/open-api.ts';
import { openSpillway } from '../assembly/open-spillway.ts';
import { openTraces } from '../assembly/open-traces.ts';
import { poolFlags, poolOptionsOf } from '../assembly/pool-flags.ts';
import { ReleaseStack } from '../assembly/release-stack.ts';
import { fileRetentionFlags, fileRetentionOf } from '../assembly/retention-flags.ts';
import { runLoops } from '../assembly/run-loops.ts';
import { batchFlags, batchOptionsOf, listenFlags, storageFlags } from '../assembly/shared-flags.ts';
import { tracesFlags } from '../assembly/traces-flags.ts';
import { exitCodes } from '../exit-code.ts';
import { logFlags } from '../log/log-flags.ts';
import { settleHeap } from '../small-heap.ts';
import { untilStopped } from './exits.ts';
import { defineVerb, type Verb } from './verb.ts';

export const serveVerb: Verb = defineVerb({
  name: 'serve',
  summary: 'serve the OpenAI-compatible files and batches API',
  description:
    'Serves /v1, /openapi.json, /livez, /readyz, /metrics and the web portal at /portal/. It neither plans nor runs batches: spillway coordinate and ' +
    'spillway work do, on the same database and files. SIGTERM lets running requests finish for a few seconds.',
  flags: {
    ...listenFlags,
    ...storageFlags,
    ...batchFlags,
    ...admissionFlags,
    ...linkFlags,
    ...fileRetentionFlags,
    ...poolFlags,
    ...fleetPolicyFlags,
    ...tracesFlags,
    ...logFlags,
  },
  examples: [
    [
      'SPILLWAY_API_KEY=secret spillway serve --host 0.0.0.0 --database-url postgres://db/spillway --blobs file:/mnt/spillway',
      'the API of a deployment',
    ],
    ['spillway serve --no-auth --port 8787', 'on this machine alone, on the embedded PostgreSQL'],
  ],
  exits: untilStopped,
  async run(call) {
    const { flags, output, interruption } = call;
    const key = flags['api-key'];
    refuseOpenDoor({ given: key, noAuth: flags['no-auth'], host: flags.host });
    if (key === undefined && !flags['no-auth']) throw keyNeeded();
    await using stack = new ReleaseStack();
    const batchOptions = batchOptionsOf(flags);
    const limits = { ...batchOptions.limits, ...admissionLimitsOf(flags) };
    const metrics = createPrometheusMetrics();
    const traces = await openTraces({ ...call, process: 'serve', stack });
    const { spillway, blobs } = await openSpillway({
      ...call,
      stack,
      spillwayOptions: {
        ...batchOptions,
        limits,
        retention: fileRetentionOf(flags),
        meterProvider: metrics.provider,
        observeInstallation: true,
        keepFleetSeries: true,
        refuseInfeasible: flags['refuse-infeasible'],
        ...traces.spillwayOptions,
        ...poolOptionsOf(flags),
        ...fleetPolicyOf(flags),
      },
    });
    const api = await openApi({ ...call, spillway, blobs, apiKey: key, metrics, stack });
    settleHeap();
    output.event({ event: 'ready', process: 'serve', url: api.url }, `spillway serve ready on ${api.url}`);
    await runLoops([api], interruption.signal);
    return exitCodes.ok;
  },
});

function keyNeeded(): SpillwayError {
  return new SpillwayError('It does not open without a key.', {
    code: 'invalid_argument',
    param: '--api-key',
    hint: 'Set SPILLWAY_API_KEY or --api-key; or, on loopback only, pass --no-auth.',
  });
}
