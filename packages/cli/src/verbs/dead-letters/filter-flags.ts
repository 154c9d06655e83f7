import { type Flag, type FlagValues, textFlag } from '../../flags/flag.ts';

/** Which dead letters. */
export const filterFlags: {
  readonly batch: Flag<string | undefined>;
  readonly model: Flag<string | undefined>;
  readonly code: Flag<string | undefined>;
  readonly fingerprint: Flag<string | undefined>;
} = {
  batch: textFlag({ help: 'only of this batch', value: 'BATCH' }),
  model: textFlag({ help: 'only for this model', value: 'MODEL' }),
  code: textFlag({
    help: 'only with this error code, or where the last attempt ended so: server_error, timeout, holder_died, …',
    value: 'CODE',
  }),
  fingerprint: textFlag({ help: 'only those that failed in this way, see dead-letters groups', value: 'FINGERPRINT' }),
};

/** Which dead letters, in the words of the API. */
export type FilterQuery = {
  readonly batch_id: string | undefined;
  readonly model: string | undefined;
  readonly code: string | undefined;
  readonly fingerprint: string | undefined;
};

export function filterOf({ batch, model, code, fingerprint }: FlagValues<typeof filterFlags>): FilterQuery {
  return { batch_id: batch, model, code, fingerprint };
}
