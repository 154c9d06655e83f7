import { SpillwayError } from '../errors/index.ts';
import type { ModelWork } from '../quote/model-sight.ts';
import type { QuotedOrder } from '../quote/quoted-order.ts';
import type { Backlog, Batch, NewBatch, Store } from '../store/index.ts';
import { type BacklogBound, backlogBounds, fullness, reachedBy } from './backlog-bounds.ts';
import type { Limits } from './limits.ts';
import type { Quotes } from './quotes.ts';
import { createTurns } from './turns.ts';

export interface AdmissionOptions {
  readonly store: Pick<Store, 'batches' | 'tenants'>;
  readonly limits: Limits;
  /** When a batch that was refused may be tried again; half a minute by default. */
  readonly retryAfterMs?: number;
  /** Tells which batches cannot be done in their windows, where those are refused. */
  readonly feasibility?: Pick<Quotes, 'workOf' | 'refusalOf' | 'letIn'>;
}

/**
 * Lets batches in while there is room for them; throws `limit_reached` when there is none, with the limit as `param`, and
 * refuses what is not feasible where it is told to.
 */
export interface Admission {
  /** Creates the batch. One that exists already is answered whatever the limits say. */
  create(batch: NewBatch): Promise<Batch>;
  /** Does what makes a batch that has ended wait again; `revived` says what of it, where that is known. */
  reopen<Answer>(batch: Batch, act: () => Promise<Answer>, revived?: Revived): Promise<Answer>;
}

/** What waits again of a batch that had ended. */
export interface Revived {
  readonly windowMs: number;
  /** At the most. */
  readonly requests: number;
}

type Account = Pick<Batch, 'tenant' | 'user'>;

/**
 * Batches that share a bound take turns, so that those of one process do not pass it together; those of several processes
 * may.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const { store, limits } = options;
  const { feasibility } = options;
  const inTurn = createTurns();
  const boundsOf = async (account: Account): Promise<readonly BacklogBound[]> => {
    const tenant = await store.tenants?.get(account.tenant);
    return backlogBounds(account, limits, tenant?.limits);
  };
  /** Looked at a second time in turn; but a file should not be read for whoever tries again and again at a limit. */
  const refuseFull = async (batch: NewBatch): Promise<void> => {
    const refusal = await refusalBy(await boundsOf(batch), options);
    if (refusal && !(await store.batches.get(batch))) throw refusal;
  };
  const admit = async <Answer>(
    account: Account,
    act: (refusal?: SpillwayError) => Promise<Answer>,
    order?: QuotedOrder,
  ): Promise<Answer> => {
    const bounds = await boundsOf(account);
    if (bounds.length === 0 && !order) return act();
    // All work shares the fleet, so that those who would fill it take turns, too.
    const shared = order || bounds.some(({ of }) => of.tenant === undefined) ? 'all' : `tenant ${account.tenant}`;
    return inTurn(shared, async () =>
      act((await refusalBy(bounds, options)) ?? (order && (await feasibility?.refusalOf(order)))),
    );
  };
  return {
    async create(batch) {
      if (feasibility) await refuseFull(batch);
      const models = await feasibility?.workOf(batch);
      const act = async (refusal?: SpillwayError): Promise<Batch> => {
        // Looked for afterwards, so that a repeat whose first call has just taken the last room is answered too.
        if (refusal && !(await store.batches.get(batch))) throw refusal;
        const created = await store.batches.create(batch);
        if (models) feasibility?.letIn(created, models);
        return created;
      };
      return admit(batch, act, models && { ...batch, models });
    },
    reopen(batch, act, revived) {
      const models = feasibility && revived && modelsOf(batch, revived);
      const actUnless = async (refusal?: SpillwayError) => {
        if (refusal) throw refusal;
        const answer = await act();
        const reopened = models && (await store.batches.get(batch));
        if (reopened) feasibility?.letIn(reopened, models);
        return answer;
      };
      return admit(batch, actUnless, models && { ...batch, ...revived, models });
    },
  };
}

/** Nothing is known of the requests of a batch with several models. Their tokens were estimated, but not kept. */
function modelsOf({ plan }: Batch, { requests }: Revived): readonly ModelWork[] | undefined {
  const [model, other] = plan?.models ?? [];
  return model === undefined || other !== undefined ? undefined : [{ model, requests, tokens: 0 }];
}

/** Why there is no room, by the first bound that is reached. */
async function refusalBy(
  bounds: readonly BacklogBound[],
  { store, retryAfterMs = 30_000 }: AdmissionOptions,
): Promise<SpillwayError | undefined> {
  for (const bound of bounds) {
    const backlog = await store.batches.backlog(bound.of);
    const reached = reachedBy(backlog, bound);
    if (reached) return noRoom(bound, backlog, reached, retryAfterMs);
  }
  return undefined;
}

function noRoom(bound: BacklogBound, backlog: Backlog, what: keyof Backlog, retryAfterMs: number): SpillwayError {
  return new SpillwayError(fullness(backlog, bound, what), {
    code: 'limit_reached',
    param: `limits.${bound.names[what]}`,
    hint: 'Wait until some have ended, or cancel some.',
    retryAfterMs,
  });
}
