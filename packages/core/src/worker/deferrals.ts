import { type Deferral, seqsOf } from '../store/index.ts';
import type { NotedAttempt } from './attempt-notes.ts';

/** One request to be handed out again later. */
export interface DeferredRequest {
  readonly seq: number;
  readonly attempts: number;
  readonly afterMs: number;
  /** Attempts under the claim that it leaves. */
  readonly noted?: readonly NotedAttempt[] | undefined;
}

/**
 * Groups requests that leave a claim into few shards: by attempts and by doubling bucket of the delay, each due at the
 * latest of its group. A thousand retries become a handful of rows, and none waits more than twice its delay.
 */
export function groupDeferrals(requests: readonly DeferredRequest[]): Deferral[] {
  const groups = new Map<string, DeferredRequest[]>();
  for (const request of requests) {
    const bucket = request.afterMs <= 0 ? -1 : Math.floor(Math.log2(request.afterMs));
    const key = `${request.attempts}:${bucket}`;
    const group = groups.get(key);
    if (group) group.push(request);
    else groups.set(key, [request]);
  }
  return [...groups.values()].map((group) => ({
    seqs: seqsOf(group.map((request) => request.seq).sort((left, right) => left - right)),
    afterMs: Math.max(0, ...group.map((request) => request.afterMs)),
    attempts: (group[0] as DeferredRequest).attempts,
  }));
}
