import type { SpillwayOptions } from '@spillway/core';
import {
  backlogRatio,
  dedicatedOnly,
  type FleetPolicy,
  lastHour,
  lateBurst,
  pacedBurst,
  productionMargins,
  slackRatio,
  spotOnly,
  uniformProgress,
} from '@spillway/core/fleet';
import { closest } from '../flags/closest.ts';
import type { Flag, FlagValues } from '../flags/flag.ts';
import {
  durationSetting,
  nameOfSpec,
  numberSetting,
  readSettings,
  refused,
  type SpecSetting,
  type SpecSettings,
  type SpecValues,
} from '../flags/spec.ts';

type ReadPolicy = (rest: string, place: { readonly source: string; readonly name: string }) => FleetPolicy;

const share: SpecSetting<number> = {
  wish: 'a share such as 0.1 or 10%',
  parse(text = '') {
    const [, digits, percent] = /^(\d+(?:\.\d+)?)(%)?$/.exec(text) ?? [];
    return digits === undefined ? undefined : Number(digits) / (percent === undefined ? 1 : 100);
  },
};
const margins = { margin: durationSetting, 'work-margin': share };
const count = numberSetting({ least: 1, whole: true });

/** The same as createSpillway's default, where nothing else is said. */
function marginsOf(given: SpecValues<typeof margins>): { readonly marginMs: number; readonly workMargin: number } {
  return {
    marginMs: given.margin ?? productionMargins.marginMs,
    workMargin: given['work-margin'] ?? productionMargins.workMargin,
  };
}

const policies: Readonly<Record<string, ReadPolicy>> = {
  'paced-burst': policy(margins, (given) => pacedBurst(marginsOf(given))),
  'late-burst': policy(margins, (given) => lateBurst(marginsOf(given))),
  'uniform-progress': policy(margins, (given) => uniformProgress(marginsOf(given))),
  'slack-ratio': policy({ ratio: share }, ({ ratio }) => slackRatio(ratio === undefined ? {} : { ratio })),
  'fixed-threshold': policy({ before: durationSetting }, ({ before }) =>
    lastHour(before === undefined ? {} : { beforeMs: before }),
  ),
  'backlog-ratio': policy({ spot: count, dedicated: count }, ({ spot, dedicated }) =>
    backlogRatio({
      ...(spot !== undefined && { requestsPerSpot: spot }),
      ...(dedicated !== undefined && { requestsPerDedicated: dedicated }),
    }),
  ),
  'spot-only': policy({}, () => spotOnly()),
  'dedicated-only': policy({}, () => dedicatedOnly()),
};

/** Who decides how many replicas each pool has. All coordinators of an installation are told the same. */
export const fleetPolicyFlags: { readonly 'fleet-policy': Flag<FleetPolicy | undefined> } = {
  'fleet-policy': {
    help: `how dedicated capacity is bought, with settings such as paced-burst:margin=30s,work-margin=10%: ${Object.keys(policies).join(', ')}`,
    value: 'POLICY',
    env: 'SPILLWAY_FLEET_POLICY',
    fallbackText: 'paced-burst',
    kind: 'single',
    read: (given, source) => (given === undefined ? undefined : readPolicy(given.at(-1) ?? '', source)),
  },
};

/** The same as options of createSpillway. */
export function fleetPolicyOf(flags: FlagValues<typeof fleetPolicyFlags>): Pick<SpillwayOptions, 'fleetPolicy'> {
  const fleetPolicy = flags['fleet-policy'];
  return fleetPolicy === undefined ? {} : { fleetPolicy };
}

function readPolicy(spec: string, source: string): FleetPolicy {
  const [name, rest] = nameOfSpec(spec);
  const read = Object.hasOwn(policies, name) ? policies[name] : undefined;
  if (read) return read(rest, { source, name });
  const names = Object.keys(policies);
  const near = closest(name, names);
  const hint = near === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${near}?`;
  throw refused(`${source}: there is no fleet policy "${name}".`, source, hint);
}

function policy<Settings extends SpecSettings>(
  settings: Settings,
  make: (given: SpecValues<Settings>) => FleetPolicy,
): ReadPolicy {
  return (rest, place) => make(readSettings(rest, settings, place));
}
