import type { FleetStanding } from '../store/index.ts';

/** Models in one collection, at the most: standings of every model that was ever asked for stay in the store. */
const MODELS = 100;

/** The standings that are shown: of the models that have or want workers, then of those decided about last. */
export function shownStandings(standings: readonly FleetStanding[], most: number = MODELS): readonly FleetStanding[] {
  const models = [...Map.groupBy(standings, ({ model }) => model)].map(([model, own]) => ({
    model,
    served: own.some(({ desiredReplicas, observed }) => desiredReplicas > 0 || (observed?.live ?? 0) > 0),
    decidedAt: Math.max(...own.map(({ decidedAt }) => decidedAt)),
  }));
  const first = models.toSorted(
    (one, other) => Number(other.served) - Number(one.served) || other.decidedAt - one.decidedAt,
  );
  const shown = new Set(first.slice(0, most).map(({ model }) => model));
  return standings.filter(({ model }) => shown.has(model));
}
