import type { AnswerPlace, Contender, Reservation, ResultIndex } from '../store/result-index.ts';
import type { MemoryState } from './memory-state.ts';

/** What is known of one hash in one scope. */
export interface StoredResult {
  /** Who runs it; null where each runs on its own, and where there is an answer. */
  readonly owner: string | null;
  readonly heldSince: number;
  readonly place: AnswerPlace | null;
  readonly expiresAt: number;
}

export function createResultIndex(state: MemoryState): ResultIndex {
  return {
    reserve: async ({ scope, contenders, leaseMs }) =>
      contenders.map((one) => reserve(state, { scope, leaseMs, ...one })),
    async publish({ scope, places, expiresInMs }) {
      const now = state.now();
      for (const { hash, place } of places) {
        const answer = { owner: null, heldSince: now, place: structuredClone(place), expiresAt: now + expiresInMs };
        state.results.set(keyOf(scope, hash), answer);
      }
    },
    async release({ scope, contenders, apartMs }) {
      for (const contender of contenders) release(state, { scope, apartMs, ...contender });
    },
    purge: async ({ limit }) => purge(state, limit),
  };
}

function reserve(
  { results, now: clock }: MemoryState,
  { scope, hash, owner, leaseMs }: Contender & { readonly scope: string; readonly leaseMs: number },
): Reservation {
  const now = clock();
  const key = keyOf(scope, hash);
  const known = results.get(key);
  const live = known && now < known.expiresAt ? known : undefined;
  if (live?.place) return { kind: 'answered', place: structuredClone(live.place) };
  if (live && live.owner === null) return { kind: 'run' };
  if (live && live.owner !== owner) return { kind: 'wait', heldMs: now - live.heldSince };
  results.set(key, { owner, heldSince: live?.heldSince ?? now, place: null, expiresAt: now + leaseMs });
  return { kind: 'run' };
}

function release(
  { results, now: clock }: MemoryState,
  { scope, hash, owner, apartMs }: Contender & { readonly scope: string; readonly apartMs: number },
): void {
  const now = clock();
  const key = keyOf(scope, hash);
  const known = results.get(key);
  if (known?.owner !== owner || now >= known.expiresAt) return;
  results.set(key, { owner: null, heldSince: now, place: null, expiresAt: now + apartMs });
}

function purge({ results, now: clock }: MemoryState, limit: number): number {
  const now = clock();
  let gone = 0;
  for (const [key, { expiresAt }] of results) {
    if (gone === limit) break;
    if (expiresAt > now) continue;
    results.delete(key);
    gone++;
  }
  return gone;
}

function keyOf(scope: string, hash: string): string {
  return `${hash} ${scope}`;
}
