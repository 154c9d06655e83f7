import type { ServedModel } from '@spillway/core/executor';

/** The models of several engines, each once, ascending by id. Where engines differ, the shortest context holds. */
export function servedModels(engines: readonly { readonly models: readonly ServedModel[] | null }[]): ServedModel[] {
  const byId = new Map<string, ServedModel>();
  for (const model of engines.flatMap(({ models }) => models ?? [])) {
    const known = byId.get(model.id);
    if (!known || isShorter(model, known)) byId.set(model.id, model);
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function isShorter(model: ServedModel, known: ServedModel): boolean {
  if (model.maxModelTokens === null) return false;
  return known.maxModelTokens === null || model.maxModelTokens < known.maxModelTokens;
}
