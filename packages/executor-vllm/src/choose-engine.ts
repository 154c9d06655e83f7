/** What the choice looks at. */
export interface Candidate {
  readonly inFlight: number;
  serves(model: string): boolean;
  takesWork(nowMs: number): boolean;
  rests(nowMs: number): boolean;
  /** Has as many in flight as it takes, by what it said lately. */
  readonly full: boolean;
}

/**
 * The least busy engine that serves the model and takes work; among equals, the first from `turn` on. Engines that said
 * lately that they have no room come last: they answer fast, so being least busy they would draw all the work. The
 * choice is a full one only when all are.
 */
export function chooseEngine<T extends Candidate>(
  engines: readonly T[],
  { model, turn, nowMs }: { readonly model: string; readonly turn: number; readonly nowMs: number },
): T | undefined {
  let best: T | undefined;
  let bestRank = 0;
  for (let index = 0; index < engines.length; index++) {
    const engine = engines[(turn + index) % engines.length] as T;
    if (!engine.takesWork(nowMs) || !engine.serves(model)) continue;
    const rank = rankOf(engine, nowMs);
    const better = best === undefined || (rank === bestRank ? engine.inFlight < best.inFlight : rank < bestRank);
    if (better) {
      best = engine;
      bestRank = rank;
    }
  }
  return best;
}

function rankOf(engine: Candidate, nowMs: number): number {
  if (engine.full) return 2;
  return engine.rests(nowMs) ? 1 : 0;
}
