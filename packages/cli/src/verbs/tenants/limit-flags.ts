import { countFlag, type Flag } from '../../flags/flag.ts';

type LimitFlag =
  | 'live-batches'
  | 'user-live-batches'
  | 'open-requests'
  | 'user-open-requests'
  | 'running-requests'
  | 'calls-per-minute';

/** The limits that a tenant may have, as flags. */
export const limitFlags: Readonly<Record<LimitFlag, Flag<number | undefined>>> = {
  'live-batches': countFlag({ help: 'batches that have not ended', least: 0 }),
  'user-live-batches': countFlag({ help: 'the same of each user', least: 0 }),
  'open-requests': countFlag({ help: 'requests without an outcome', least: 0 }),
  'user-open-requests': countFlag({ help: 'the same of each user', least: 0 }),
  'running-requests': countFlag({ help: 'requests that workers hold at once', least: 0 }),
  'calls-per-minute': countFlag({ help: 'calls of the API in a minute' }),
};

/** The limits that are set, by their names in the API. */
export function limitsOf(
  flags: Readonly<Partial<Record<LimitFlag, number | undefined>>>,
): Readonly<Record<string, number>> {
  const set = Object.keys(limitFlags).flatMap((name) => {
    const limit = flags[name as LimitFlag];
    return limit === undefined ? [] : [[name.replaceAll('-', '_'), limit] as const];
  });
  return Object.fromEntries(set);
}
