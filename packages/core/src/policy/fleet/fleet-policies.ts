import { backlogRatio } from './backlog-ratio.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import { lastHour } from './last-hour.ts';
import { lateBurst } from './late-burst.ts';
import { dedicatedOnly, spotOnly } from './one-sided.ts';
import { pacedBurst } from './paced-burst.ts';
import { slackRatio } from './slack-ratio.ts';
import { uniformProgress } from './uniform-progress.ts';

/** Every fleet policy with its defaults, the default one first. Look one up by its `name`. */
export const fleetPolicies: readonly FleetPolicy[] = Object.freeze([
  pacedBurst(),
  lateBurst(),
  slackRatio(),
  uniformProgress(),
  lastHour(),
  backlogRatio(),
  spotOnly(),
  dedicatedOnly(),
]);
