/** What the choice looks at. */
export interface Candidate {
  readonly inFlight: number;
  serves(model: string): boolean;
  takesWork(nowMs: number): boolean;
  rests(nowMs: number): boolean;
}

/**
 * The least busy engine that serves the model and takes work; among equals, the first from `turn` on. Engines that said
 * lately that they have no room come last: they answer fast, so being least busy they would draw all the work.
 */
export function chooseEngine<T extends Candidate>(
  engines: readonly T[],
  { model, turn, nowMs }: { readonly model: string; readonly turn: number; readonly nowMs: number },
): T | undefined {
  let best: T | undefined;
  let bestRests = false;
  for (let index = 0; index < engines.length; index++) {
    const engine = engines[(turn + index) % engines.length] as T;
    if (!engine.takesWork(nowMs) || !engine.serves(model)) continue;
    const rests = engine.rests(nowMs);
    const better = best === undefined || (rests === bestRests ? engine.inFlight < best.inFlight : bestRests);
    if (better) {
      best = engine;
      bestRests = rests;
    }
  }
  return best;
}
