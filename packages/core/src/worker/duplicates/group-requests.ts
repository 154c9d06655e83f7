import { requestIdOf } from '../../batch/request-id.ts';
import { requestHash } from '../../deduplication/request-hash.ts';
import type { Batch, Claim } from '../../store/index.ts';
import type { RequestRun } from '../request-run.ts';

/** Requests of one claim that mean the same, in seq order: the first leads, the others follow it. */
export interface Alike {
  readonly hash: string;
  /** The first request's id: it asks the index for all. */
  readonly owner: string;
  readonly requests: readonly RequestRun[];
}

/** The requests of a claim that may share answers, by what they mean; all others are left out. */
export function groupRequests(
  requests: readonly RequestRun[],
  {
    batch,
    claim,
    onlyDeterministic,
  }: { readonly batch: Batch; readonly claim: Claim; readonly onlyDeterministic: boolean },
): readonly Alike[] {
  const groups = new Map<string, RequestRun[]>();
  for (const request of requests) {
    const asked = { endpoint: batch.endpoint, model: claim.model, body: request.body };
    const hash = requestHash(asked, onlyDeterministic);
    if (hash === undefined) continue;
    const group = groups.get(hash);
    if (group) group.push(request);
    else groups.set(hash, [request]);
  }
  return [...groups].map(([hash, alike]) => ({
    hash,
    owner: requestIdOf(batch.id, (alike[0] as RequestRun).seq),
    requests: alike,
  }));
}
