import type { OneBatch } from './one-batch.ts';

/**
 * What a batch costs that is scheduled with all of the future known, where spot costs 1 an hour; nothing is lost at a
 * preemption that one knows of. Level j of the supply is up while at least j replicas can run, so its runs are
 * independent machines: the n longest give `cap(n) = Σ (L − c)`, the rest of the work takes
 * `q = ceil(Cd / (D − c))` dedicated replicas, and the optimum is the least of `Cs + c·n + k·(Cd + c·q)` over n.
 */
export function optimalCost({
  supply,
  tickHours,
  workHours: work,
  windowHours: window,
  dedicated,
  coldStartHours: coldStart,
  priceRatio,
}: OneBatch): number {
  const runs = runsOfLevels(supply, tickHours).sort((one, other) => other - one);
  let least = Number.POSITIVE_INFINITY;
  let capacity = 0;
  for (let count = 0; count <= runs.length; count++) {
    if (count > 0) capacity += (runs[count - 1] ?? 0) - coldStart;
    const onSpot = Math.min(work, Math.max(0, capacity));
    const onDedicated = work - onSpot;
    const replicas = Math.ceil(onDedicated / (window - coldStart) - 1e-9);
    if (replicas > dedicated) continue;
    const cost = onSpot + coldStart * count + priceRatio * (onDedicated + coldStart * replicas);
    least = Math.min(least, cost);
  }
  return least;
}

function runsOfLevels(supply: readonly number[], tickHours: number): number[] {
  const runs: number[] = [];
  for (let level = 1; level <= Math.max(0, ...supply); level++) {
    let ticks = 0;
    for (const count of supply) {
      if (count >= level) ticks += 1;
      else if (ticks > 0) {
        runs.push(ticks * tickHours);
        ticks = 0;
      }
    }
    if (ticks > 0) runs.push(ticks * tickHours);
  }
  return runs;
}
