import { backlogRatio } from './backlog-ratio.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import { lastHour } from './last-hour.ts';
import { lateBurst } from './late-burst.ts';
import { dedicatedOnly, spotOnly } from './one-sided.ts';
import { pacedBurst } from './paced-burst.ts';
import { slackRatio } from './slack-ratio.ts';
import { uniformProgress } from './uniform-progress.ts';

const makers = {
  'paced-burst': pacedBurst,
  'late-burst': lateBurst,
  'slack-ratio': slackRatio,
  'uniform-progress': uniformProgress,
  'fixed-threshold': lastHour,
  'backlog-ratio': backlogRatio,
  'spot-only': spotOnly,
  'dedicated-only': dedicatedOnly,
} satisfies Record<string, (options: never) => FleetPolicy>;

/** Every fleet policy with its defaults, the default one first. Look one up by its `name`. */
export const fleetPolicies: readonly FleetPolicy[] = Object.freeze(Object.values(makers).map((make) => make()));

/** The policy of that name with these constants, as a record tells them; undefined when it is not one of `fleetPolicies`. */
export function restoreFleetPolicy({
  name,
  options,
}: Required<Pick<FleetPolicy, 'name' | 'options'>>): FleetPolicy | undefined {
  if (!Object.hasOwn(makers, name)) return undefined;
  const make: (options: object) => FleetPolicy = makers[name as keyof typeof makers];
  return make(options);
}
