import { type BacklogBound, backlogBounds, fullness, reachedBy } from '../spillway/backlog-bounds.ts';
import type { Limits } from '../spillway/limits.ts';
import type { Backlog, Batch, Store } from '../store/index.ts';

/**
 * Of batches that are to be reopened one after another, why there will be no room: undefined where there is. Each that
 * has room takes it from those behind it. Nobody holds the room meanwhile: reopening looks again.
 */
export async function foreseeRoom(
  matched: readonly { readonly batch: Pick<Batch, 'tenant' | 'user'>; readonly requests: number }[],
  { store, limits }: { readonly store: Pick<Store, 'batches' | 'tenants'>; readonly limits: Limits },
): Promise<readonly (string | undefined)[]> {
  const backlogs = new Map<string, Backlog>();
  const refusals: (string | undefined)[] = [];
  const boundsByAccount = new Map<string, readonly BacklogBound[]>();
  for (const { batch, requests } of matched) {
    const account = JSON.stringify([batch.tenant, batch.user]);
    const bounds = boundsByAccount.get(account) ?? (await boundsOf(batch, { store, limits }));
    boundsByAccount.set(account, bounds);
    for (const { of } of bounds) {
      const key = JSON.stringify(of);
      if (!backlogs.has(key)) backlogs.set(key, await store.batches.backlog(of));
    }
    const refusal = refusalBy(bounds, backlogs);
    refusals.push(refusal);
    if (refusal !== undefined) continue;
    for (const { of } of bounds) add(backlogs, JSON.stringify(of), requests);
  }
  return refusals;
}

async function boundsOf(
  account: Pick<Batch, 'tenant' | 'user'>,
  { store, limits }: { readonly store: Pick<Store, 'tenants'>; readonly limits: Limits },
): Promise<readonly BacklogBound[]> {
  const tenant = await store.tenants?.get(account.tenant);
  return backlogBounds(account, limits, tenant?.limits);
}

function refusalBy(bounds: readonly BacklogBound[], backlogs: ReadonlyMap<string, Backlog>): string | undefined {
  for (const bound of bounds) {
    const backlog = backlogs.get(JSON.stringify(bound.of));
    const reached = backlog && reachedBy(backlog, bound);
    if (reached) return fullness(backlog, bound, reached);
  }
  return undefined;
}

function add(backlogs: Map<string, Backlog>, key: string, requests: number): void {
  const { batches, requests: before } = backlogs.get(key) ?? { batches: 0, requests: 0 };
  backlogs.set(key, { batches: batches + 1, requests: before + requests });
}
