import { type BacklogBound, backlogBounds, fullness, reachedBy } from '../spillway/backlog-bounds.ts';
import type { Limits } from '../spillway/limits.ts';
import type { Backlog, Store } from '../store/index.ts';
import type { MatchedBatch } from './match-dead-letters.ts';

/**
 * Of batches that are to be reopened one after another, why there will be no room: undefined where there is. Each that
 * has room takes it from those behind it. Nobody holds the room meanwhile: reopening looks again.
 */
export async function foreseeRoom(
  matched: readonly MatchedBatch[],
  { store, limits }: { readonly store: Pick<Store, 'batches' | 'tenants'>; readonly limits: Limits },
): Promise<readonly (string | undefined)[]> {
  const backlogs = new Map<string, Backlog>();
  const refusals: (string | undefined)[] = [];
  for (const { batch, requests } of matched) {
    const tenant = await store.tenants?.get(batch.tenant);
    const bounds = backlogBounds(batch, limits, tenant?.limits);
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
