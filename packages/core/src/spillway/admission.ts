import { SpillwayError } from '../errors/index.ts';
import type { Backlog, Batch, NewBatch, Store } from '../store/index.ts';
import { type BacklogBound, backlogBounds } from './backlog-bounds.ts';
import type { Limits } from './limits.ts';
import { createTurns } from './turns.ts';

export interface AdmissionOptions {
  readonly store: Pick<Store, 'batches' | 'tenants'>;
  readonly limits: Limits;
  /** When a batch that was refused may be tried again; half a minute by default. */
  readonly retryAfterMs?: number;
}

/** Lets batches in while there is room for them; throws `limit_reached` when there is none, with the limit as `param`. */
export interface Admission {
  /** Creates the batch. One that exists already is answered whatever the limits say. */
  create(batch: NewBatch): Promise<Batch>;
  /** Does what makes a batch that has ended wait again. */
  reopen<Answer>(batch: Batch, act: () => Promise<Answer>): Promise<Answer>;
}

type Account = Pick<Batch, 'tenant' | 'user'>;

/**
 * Batches that share a bound take turns, so that those of one process do not pass it together; those of several processes
 * may.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const { store, limits } = options;
  const inTurn = createTurns();
  const admit = async <Answer>(
    account: Account,
    act: (refusal?: SpillwayError) => Promise<Answer>,
  ): Promise<Answer> => {
    const tenant = await store.tenants?.get(account.tenant);
    const bounds = backlogBounds(account, limits, tenant?.limits);
    if (bounds.length === 0) return act();
    const shared = bounds.some(({ of }) => of.tenant === undefined) ? 'all' : `tenant ${account.tenant}`;
    return inTurn(shared, async () => act(await refusalBy(bounds, options)));
  };
  return {
    create: (batch) =>
      admit(batch, async (refusal) => {
        // Looked for afterwards, so that a repeat whose first call has just taken the last room is answered too.
        if (refusal && !(await store.batches.get(batch))) throw refusal;
        return store.batches.create(batch);
      }),
    reopen: (batch, act) =>
      admit(batch, async (refusal) => {
        if (refusal) throw refusal;
        return act();
      }),
  };
}

/** Why there is no room, by the first bound that is reached. */
async function refusalBy(
  bounds: readonly BacklogBound[],
  { store, retryAfterMs = 30_000 }: AdmissionOptions,
): Promise<SpillwayError | undefined> {
  for (const bound of bounds) {
    const backlog = await store.batches.backlog(bound.of);
    const reached = (['batches', 'requests'] as const).find((what) => backlog[what] >= bound[what]);
    if (reached) return noRoom(bound, backlog, reached, retryAfterMs);
  }
  return undefined;
}

function noRoom(bound: BacklogBound, backlog: Backlog, what: keyof Backlog, retryAfterMs: number): SpillwayError {
  return new SpillwayError(`${bound.who} ${backlog[what]} unfinished ${what}; the limit is ${bound[what]}.`, {
    code: 'limit_reached',
    param: `limits.${bound.names[what]}`,
    hint: 'Wait until some have ended, or cancel some.',
    retryAfterMs,
  });
}
