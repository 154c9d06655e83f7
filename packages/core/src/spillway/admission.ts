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

/**
 * Creates batches while there is room for them; throws `limit_reached` when there is none, with the limit as `param`. A
 * batch that exists already is answered whatever the limits say. The batches of a tenant take turns, so that those of
 * one process do not pass its bounds together; those of several processes may.
 */
export function createAdmission(options: AdmissionOptions): (batch: NewBatch) => Promise<Batch> {
  const { store, limits } = options;
  const inTurn = createTurns();
  return async (batch) => {
    const tenant = await store.tenants?.get(batch.tenant);
    const bounds = backlogBounds(batch, limits, tenant?.limits);
    if (bounds.length === 0) return store.batches.create(batch);
    return inTurn(batch.tenant, () => admit(batch, bounds, options));
  };
}

async function admit(batch: NewBatch, bounds: readonly BacklogBound[], options: AdmissionOptions): Promise<Batch> {
  const { batches } = options.store;
  const refusal = await refusalBy(bounds, options);
  // Looked for afterwards, so that a repeat whose first call has just taken the last room is answered too.
  if (refusal && !(await batches.get(batch))) throw refusal;
  return batches.create(batch);
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
