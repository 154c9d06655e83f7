import { SpillwayError } from '@spillway/core';
import { defaultPools, type Pool } from '@spillway/core/policy';
import { fleetLogFlags } from '../assembly/fleet-log.ts';
import { fleetPolicyFlags, fleetPolicyOf } from '../assembly/fleet-policy-flag.ts';
import {
  admissionFlags,
  admissionLimitsOf,
  lineFlags,
  lineLimitsOf,
  runningFlags,
  runningLimitsOf,
} from '../assembly/limit-flags.ts';
import { linkFlags } from '../assembly/link-flags.ts';
import type { OpenSpillwayOptions } from '../assembly/open-spillway.ts';
import { poolFlags, scaledPools } from '../assembly/pool-flags.ts';
import { fileRetentionFlags, fileRetentionOf, historyFlags, historyRetentionOf } from '../assembly/retention-flags.ts';
import {
  batchFlags,
  batchOptionsOf,
  concurrencyFlag,
  engineFlags,
  listenFlags,
  storageFlags,
} from '../assembly/shared-flags.ts';
import { tracesFlags } from '../assembly/traces-flags.ts';
import { type Flag, type FlagValues, switchFlag } from '../flags/flag.ts';
import { logFlags } from '../log/log-flags.ts';
import { modelFlag } from './model-flag.ts';
import { speedFlag } from './speed-flag.ts';

type OwnFlags = {
  readonly autoscale: Flag<boolean>;
  readonly concurrency: Flag<number | undefined>;
  readonly model: Flag<readonly string[]>;
  readonly speed: Flag<number>;
};

/** What `spillway dev` is told. */
export const devFlags: OwnFlags &
  typeof listenFlags &
  typeof engineFlags &
  typeof poolFlags &
  typeof fleetPolicyFlags &
  typeof fleetLogFlags &
  typeof runningFlags &
  typeof batchFlags &
  typeof lineFlags &
  typeof admissionFlags &
  typeof linkFlags &
  typeof fileRetentionFlags &
  typeof historyFlags &
  typeof tracesFlags &
  typeof logFlags &
  typeof storageFlags = {
  ...listenFlags,
  ...engineFlags,
  autoscale: switchFlag({
    help: 'run workers in processes of their own, started and ended as the fleet decides; the built-in engine is in each',
    env: 'SPILLWAY_AUTOSCALE',
  }),
  ...poolFlags,
  ...fleetPolicyFlags,
  ...fleetLogFlags,
  concurrency: concurrencyFlag,
  ...runningFlags,
  ...batchFlags,
  ...lineFlags,
  ...admissionFlags,
  ...linkFlags,
  ...fileRetentionFlags,
  ...historyFlags,
  ...tracesFlags,
  ...logFlags,
  ...storageFlags,
  model: modelFlag,
  speed: speedFlag({ fallback: 1 }),
};

export type DevFlags = FlagValues<typeof devFlags>;

/** The same as options of createSpillway, but for the pools. */
export function spillwayOptionsOf(flags: DevFlags): OpenSpillwayOptions['spillwayOptions'] {
  const batchOptions = batchOptionsOf(flags);
  const limits = {
    ...batchOptions.limits,
    ...lineLimitsOf(flags),
    ...admissionLimitsOf(flags),
    ...runningLimitsOf(flags),
  };
  return {
    ...batchOptions,
    limits,
    refuseInfeasible: flags['refuse-infeasible'],
    retention: { ...fileRetentionOf(flags), ...historyRetentionOf(flags) },
    ...fleetPolicyOf(flags),
  };
}

/** What a machine for trying things bears, and what a process on it takes until it works. */
const LOCAL_REPLICAS = 4;
const LOCAL_COLD_START_MS = 10_000;

/** The pools of the installation. Throws `invalid_argument` where none could be scaled that should be. */
export function poolsOf({ autoscale, pools }: DevFlags): readonly Pool[] {
  if (!autoscale) return pools ?? defaultPools;
  const asked = pools ?? defaultPools.map((pool) => ({ ...pool, maxReplicas: LOCAL_REPLICAS }));
  if (scaledPools(asked).length > 0) return asked.map((pool) => ({ coldStartMs: LOCAL_COLD_START_MS, ...pool }));
  throw new SpillwayError('--autoscale needs a pool with a maximum.', {
    code: 'invalid_argument',
    param: '--pools',
    hint: "Write for instance --pools 'spot:max=4;dedicated:max=2'.",
  });
}
